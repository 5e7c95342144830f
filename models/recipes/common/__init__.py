"""What the recipes share: sentences and synthetic speech."""
