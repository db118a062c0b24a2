"""Addresses of errata, by audience."""
