"""Sotto beside other programs: tray, overlay, notifications, commands from outside."""
