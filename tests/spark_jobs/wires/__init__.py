"""Wires of the feeds typed by hand from their specification, with what each line must become."""
