"""Moving in and out by workbook: one subject through all floors."""
