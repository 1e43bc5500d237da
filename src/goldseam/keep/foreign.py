"""Opening what another program encrypted, so that a person can come from there. Nothing of ours passes through here."""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 16


def undo_cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    """AES-CBC undone, padding left on.

    Args:
        key: 16 or 32 bytes.
        vector: 16 bytes: the block before `data`.
        data: whole blocks.
    """
    decryptor = Cipher(AES(key), CBC(vector)).decryptor()
    return decryptor.update(data) + decryptor.finalize()
