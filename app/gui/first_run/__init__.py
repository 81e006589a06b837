"""The first start: three pages at most, each of which may be left by one key."""
