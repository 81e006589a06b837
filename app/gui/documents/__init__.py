"""The page of collections, and what the window knows of documents."""
