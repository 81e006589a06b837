"""Where an answer from documents comes from: its marks, the list of its sources, the viewer."""
