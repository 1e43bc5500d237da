"""Leaving: one file per format (spec/export.md)."""
