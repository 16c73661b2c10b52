"""Words of `command_line`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {}
