"""Words of `city`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
