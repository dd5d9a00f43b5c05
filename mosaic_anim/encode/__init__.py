"""Frames -> packed in the drawing threads -> segments, one ffmpeg each -> joined, verified."""
