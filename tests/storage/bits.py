"""Single bits of stored bytes."""


def flipped(content: bytes, bit: int) -> bytes:
    """The content with one bit changed."""
    place, shift = divmod(bit, 8)
    return content[:place] + bytes([content[place] ^ (1 << shift)]) + content[place + 1 :]
