"""Watching a running Sotto from another program on this machine: a WebSocket server, its web page, its client."""
