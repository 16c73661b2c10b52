"""Words of `flat_tables`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
