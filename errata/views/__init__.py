"""The HTML edge of errata, by audience."""
