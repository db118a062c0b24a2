"""Addresses of the case, for enterprises and for authorities."""
