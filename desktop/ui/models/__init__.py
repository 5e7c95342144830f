"""Models: installed, available, on their way."""
