"""Scenarios by hand in a browser: a Chainlit application over the same engine. Chainlit is the extra `web`."""
