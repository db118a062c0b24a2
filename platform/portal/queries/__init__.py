"""What pages that need several apps ask."""
