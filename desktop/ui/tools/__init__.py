"""Packs and tool servers in the window."""
