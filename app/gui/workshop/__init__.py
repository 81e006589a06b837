"""The model workshop: models made smaller, with what that did to them, and compared."""
