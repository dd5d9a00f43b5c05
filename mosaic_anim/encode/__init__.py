"""Frames -> packed in the drawing threads -> segments, one encoder each -> joined, verified."""
