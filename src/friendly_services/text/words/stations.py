"""Words of `stations`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
