"""What the regulation says of whatever alters what was confirmed: corrections and findings, each in a module."""
