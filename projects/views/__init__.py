"""The record forms of an enterprise, and the papers."""
