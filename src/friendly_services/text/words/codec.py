"""Words of `codec`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
