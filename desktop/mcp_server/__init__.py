"""Sotto's own tools and conversations for other programs, by the Model Context Protocol."""
