"""Words of `plugins`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
