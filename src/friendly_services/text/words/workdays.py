"""Words of `workdays`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
