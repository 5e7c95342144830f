"""Stored turns told again, and run again: what happened, and what would happen now."""
