"""Words of `hours`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
