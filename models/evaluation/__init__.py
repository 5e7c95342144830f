"""Measures what the starter models are worth, on data that no training saw."""
