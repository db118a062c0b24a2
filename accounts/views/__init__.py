"""Pages about enterprises, their staff, their registries, and notices."""
