"""Tools of other programs, by the Model Context Protocol. Only here is the library used that speaks it."""
