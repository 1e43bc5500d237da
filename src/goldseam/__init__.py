"""goldseam: a private journal, encrypted on her own disk."""

__version__ = "0.1.0"
