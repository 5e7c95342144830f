"""What costs most here, and what to change."""
