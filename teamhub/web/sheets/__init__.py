"""What stands on the printed sheets, subject by subject: rows and settings in, facts of a document out."""
