"""A tour through the window: every place of it, in every look, as pictures."""
