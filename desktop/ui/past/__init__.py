"""Past conversations: found, opened, counted."""
