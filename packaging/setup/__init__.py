"""Set-up of Snug from its source folder, with the standard library alone; used by run.py."""
