"""What reaches the window from outside: other starts of Snug, and files that are opened with it."""
