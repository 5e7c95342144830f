"""What went wrong, what is asked, what takes long."""
