"""Figures about Sotto itself, each beside a peer's in the same run."""
