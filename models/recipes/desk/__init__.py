"""Dialogues at the service desk, and the adapter that learns from them."""
