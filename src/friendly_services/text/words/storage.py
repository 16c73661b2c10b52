"""Words of `storage`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
