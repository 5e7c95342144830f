"""Recipes that rebuild the starter models."""
