"""Models tested with questions, and the editor for sets of them."""
