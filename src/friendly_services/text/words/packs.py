"""Words of `packs`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
