"""Faults planted into rows of the feeds: what senders' tools, clerks and lines do to a record on its way."""
