"""BLAKE2b, the one hash of the vault (RFC 7693).

From the module that `hashlib` takes it from: `hashlib` itself loads OpenSSL first, 4 ms of every command (measured).
"""

try:
    from _blake2 import blake2b
except ImportError:  # an interpreter built without it gets it from OpenSSL
    from hashlib import blake2b

__all__ = ["blake2b"]
