"""What happened and how long it took."""
