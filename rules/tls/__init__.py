"""Rules of the category tls."""
