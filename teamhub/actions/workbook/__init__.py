"""Applying a workbook: compare with what is stored, refuse or store it whole."""
