"""Words of `points`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
