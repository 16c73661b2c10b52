"""Words of `places`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
