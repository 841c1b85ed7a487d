"""What the workbook's sheets stand for in the database, and what is stored there now."""
