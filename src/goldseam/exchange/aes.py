"""Undoing AES-CBC, for journals that another program encrypted. goldseam's own words never pass through here.

One foreign format needs one cipher in one direction, which does not merit a library that every vault would depend on.
The blocks of a CBC text can be undone side by side, so a byte of all blocks at once goes through `bytes.translate` and
whole-number XOR: about 10 MB/s. Careful: the time taken may depend on the key. That is harmless where the person opens
her own file on her own machine, and would not be anywhere else.

Source: FIPS 197 (2001), sections 4.2, 5.2 and 5.3; NIST SP 800-38A, 6.2.
"""

BLOCK = 16
_POLYNOMIAL = 0x11B
_AFFINE = 0x63


def _times(a: int, b: int) -> int:
    """The product in GF(2^8)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (_POLYNOMIAL if a & 0x80 else 0)
        b >>= 1
    return product


def _substitution() -> bytes:
    box = bytearray(256)
    p = q = 1
    while True:  # p runs through the powers of 3, q through those of its inverse
        p = _times(p, 3)
        q = _times(q, 0xF6)
        turned = q ^ q << 1 ^ q << 2 ^ q << 3 ^ q << 4
        box[p] = (turned ^ turned >> 8) & 0xFF ^ _AFFINE
        if p == 1:
            box[0] = _AFFINE
            return bytes(box)


_BOX = _substitution()
_UNBOX = bytes(_BOX.index(value) for value in range(256))
_FACTORS = {factor: bytes(_times(value, factor) for value in range(256)) for factor in (9, 11, 13, 14)}
_COLUMN = ((14, 11, 13, 9), (9, 14, 11, 13), (13, 9, 14, 11), (11, 13, 9, 14))


def undo_cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    """The plaintext of whole blocks, padding included.

    Args:
        key: 16 or 32 bytes.
        vector: 16 bytes: the initialisation vector, or the block of ciphertext before `data`.
        data: a multiple of 16 bytes.
    """
    assert len(vector) == BLOCK, "a vector is a block"
    assert len(data) % BLOCK == 0, "CBC knows whole blocks"
    if not data:
        return b""
    before = int.from_bytes(vector + data[:-BLOCK], "little")
    undone = int.from_bytes(_undo_blocks(_round_keys(key), data), "little")
    return (undone ^ before).to_bytes(len(data), "little")


def _undo_blocks(keys: list[bytes], data: bytes) -> bytes:
    """Every block by itself. A plane holds the byte of one position of all blocks."""
    count = len(data) // BLOCK
    planes = [_xored(data[position::BLOCK], keys[-1][position]) for position in range(BLOCK)]
    for key in reversed(keys[1:-1]):
        planes = _unmixed(_unshifted(planes), key, count)
    last = [plane.translate(_keyed(keys[0][position])) for position, plane in enumerate(_unshifted(planes))]
    whole = bytearray(len(data))
    for position, plane in enumerate(last):
        whole[position::BLOCK] = plane
    return bytes(whole)


def _unshifted(planes: list[bytes]) -> list[bytes]:
    """Row r of the state, turned right by r columns."""
    return [planes[(position - 4 * (position % 4)) % BLOCK] for position in range(BLOCK)]


def _unmixed(planes: list[bytes], key: bytes, count: int) -> list[bytes]:
    """Substitution undone, round key added and columns unmixed: four table look-ups and three XORs a byte."""
    mixed: list[bytes] = []
    for column in range(0, BLOCK, 4):
        tables = [_keyed(key[column + row]) for row in range(4)]
        for factors in _COLUMN:
            total = 0
            for row, factor in enumerate(factors):
                part = planes[column + row].translate(tables[row].translate(_FACTORS[factor]))
                total ^= int.from_bytes(part, "little")
            mixed.append(total.to_bytes(count, "little"))
    return mixed


def _keyed(byte: int) -> bytes:
    return bytes(value ^ byte for value in _UNBOX)


def _xored(plane: bytes, byte: int) -> bytes:
    return plane.translate(bytes(value ^ byte for value in range(256)))


def _round_keys(key: bytes) -> list[bytes]:
    """FIPS 197, 5.2."""
    words = [key[at : at + 4] for at in range(0, len(key), 4)]
    length = len(words)
    constant = 1
    for i in range(length, 4 * (length + 7)):
        word = words[-1]
        if i % length == 0:
            turned = bytes(_BOX[value] for value in word[1:] + word[:1])
            word = bytes([turned[0] ^ constant]) + turned[1:]
            constant = _times(constant, 2)
        elif length > 6 and i % length == 4:  # noqa: PLR2004 - as the standard says it
            word = bytes(_BOX[value] for value in word)
        words.append(bytes(a ^ b for a, b in zip(words[i - length], word, strict=True)))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]
