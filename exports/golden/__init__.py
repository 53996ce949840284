"""Golden batches: what a receiver must take and what it must refuse, for those who write one of their own."""
