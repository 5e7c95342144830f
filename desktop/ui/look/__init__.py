"""Colours, shapes, words: how everything looks."""
