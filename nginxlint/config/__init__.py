"""One configuration as nginx would see it: includes resolved, contexts known, blocks in their place."""
