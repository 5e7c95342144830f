"""Settings and personas, made from their records."""
