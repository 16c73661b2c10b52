"""Words of `proximity`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
