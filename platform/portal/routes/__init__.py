"""Addresses of the pages that need several apps, one module per audience."""
