"""Messages of the approval systems: read from bytes, turned into facts, and doubted. Nothing is stored here."""
