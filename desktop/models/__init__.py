"""Models that can be had and models that are there: catalogue, download, import, removal."""
