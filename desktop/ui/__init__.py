"""Qt widgets: they receive plain values and emit intentions."""
