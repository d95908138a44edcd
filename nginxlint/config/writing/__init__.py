"""The text of a configuration as a person writes it: layout, quotes, lines put in and taken out."""
