"""Pages of the case, by audience."""
