"""The starter embedder's recipe."""
