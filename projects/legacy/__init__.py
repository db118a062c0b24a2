"""Files of old records: read row by row, gathered by project, turned into facts. Nothing is stored here."""
