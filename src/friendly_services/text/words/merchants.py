"""Words of `merchants`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
