"""The starter end-of-turn detector."""
