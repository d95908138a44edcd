"""Rules of the category semantics."""
