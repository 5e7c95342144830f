"""Scripted calls with Sophie at a made-up desk: who says what, and what the book must say afterwards."""
