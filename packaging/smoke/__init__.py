"""Tries a finished package on a bare system, from its installation to its removal."""
