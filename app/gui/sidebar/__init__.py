"""The list of conversations beside the transcript."""
