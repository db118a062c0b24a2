"""A stand-in for the national platform: its own process, its own store, sharing only the published contract."""
