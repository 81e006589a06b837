"""Reading documents in confined children: what both sides say, and each side's part."""
