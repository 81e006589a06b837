"""What the window says when something goes wrong."""
