"""Values, events, errors and protocols. Imports the standard library only."""
