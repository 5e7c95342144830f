"""Tools the language model can call."""
