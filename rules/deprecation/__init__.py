"""Rules of the category deprecation."""
