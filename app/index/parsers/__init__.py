"""What reads files: runs in a confined child, imports the libraries that parse."""
