"""Addresses of the pages about accounts, for everybody and for enterprises."""
