"""Rules of the category syntax."""
