"""Reading and writing files: the root that stands for a machine, the boundary of what may be read."""
