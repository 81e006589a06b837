"""Which models there are: the catalog, the files on this computer, and what a file says of itself.

Imports domain, config and security.
"""
