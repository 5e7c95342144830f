"""Packs: a folder each with tools, personas and data for one job. Nothing of one is imported before it is enabled."""
