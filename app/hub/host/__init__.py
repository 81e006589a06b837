"""The child's side: huggingface_hub, with every connection asked for and counted."""
