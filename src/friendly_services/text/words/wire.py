"""Words of `wire`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
