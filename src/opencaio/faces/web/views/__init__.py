"""What does each place show? One file a place; a view is a sentence."""
