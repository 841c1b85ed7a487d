"""Keeps what was promised about personal data: erases what is over, takes the bytes out of the files, tells it."""
