"""Makes what a desktop has of Snug beside the program: icons, the manual page, completions."""
