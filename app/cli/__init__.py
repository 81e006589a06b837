"""The command line. Reaches the skills through services; knows nothing of the window."""
