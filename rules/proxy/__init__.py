"""Rules of the category proxy."""
