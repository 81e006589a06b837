"""The side panel of a conversation: how answers are written."""
