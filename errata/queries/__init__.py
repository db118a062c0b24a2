"""What the pages of errata need."""
