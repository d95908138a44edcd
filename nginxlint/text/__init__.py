"""Source texts: characters, lines, spans and edits. Knows nothing about nginx."""
