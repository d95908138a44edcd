"""What is passed on to the servers behind, and to which."""
