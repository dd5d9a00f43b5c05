"""Numbered pictures, one file for each frame."""
