"""Words of `standards`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
