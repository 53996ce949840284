"""A synthetic Huzhou that writes the feeds of the warehouse, faults included."""
