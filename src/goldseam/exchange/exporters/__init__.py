"""Exporters: entries become files that anybody can read (spec/export.md)."""
