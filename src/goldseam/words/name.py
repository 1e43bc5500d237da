"""Names as they are compared: whatever their case, accents and spaces."""

from unicodedata import combining, normalize


def folded_name(name: str) -> str:
    """A name for comparing: `José ` and `jose` are one, and so are `O’Brien` and `o'brien`."""
    if name.isascii():
        return " ".join(name.lower().split())
    bare = "".join(sign for sign in normalize("NFKD", name) if not combining(sign))
    return " ".join(bare.casefold().replace("’", "'").split())
