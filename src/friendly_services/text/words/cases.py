"""Words of `cases`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
