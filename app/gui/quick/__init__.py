"""The quick window, what opens it from anywhere, and the entry in the tray."""
