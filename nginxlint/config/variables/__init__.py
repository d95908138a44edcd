"""Variables and regular expressions: where they are defined and used, and what a client can put into them."""
