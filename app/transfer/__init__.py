"""Conversations in and out: the exports of other programs are read, ours are written.

Imports domain alone: no database, no window, no network.
"""
