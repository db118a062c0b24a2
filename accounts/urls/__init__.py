"""Addresses of the pages about accounts: for everybody, for enterprises, for the province."""
