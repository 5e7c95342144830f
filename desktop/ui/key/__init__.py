"""Holding a key to talk: in the window, from other programs, and what shows that one is heard."""
