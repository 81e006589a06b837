"""What can be done by a key, from the menu or from the palette: each act is declared once."""
