"""Fonts and logos, and which letters a font can draw."""
