"""Opening what another program encrypted, so that a person can come from there. Nothing of ours passes through here."""

BLOCK = 16


def undo_cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    """AES-CBC undone, padding left on.

    Args:
        key: 16 or 32 bytes.
        vector: 16 bytes: the block before `data`.
        data: whole blocks.
    """
    # Every import looks at what kind of journal it is, and few are encrypted: 11 ms and 8 MiB.
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import CBC  # noqa: PLC0415

    decryptor = Cipher(AES(key), CBC(vector)).decryptor()
    return decryptor.update(data) + decryptor.finalize()
