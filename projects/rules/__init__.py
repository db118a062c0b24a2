"""What the regulation and the data standard say about projects and their stages."""
