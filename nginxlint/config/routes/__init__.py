"""What becomes of a request: rewrites, locations, files, error pages."""
