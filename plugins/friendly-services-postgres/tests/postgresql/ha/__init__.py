"""A primary and two standbys: kill the first, promote the one that is furthest ahead, and count."""
