"""The model hub: a child process asks and fetches, each connection after the gate's leave.

What runs in the child is in `host`; nothing else in Snug imports huggingface_hub or opens a socket.
"""
