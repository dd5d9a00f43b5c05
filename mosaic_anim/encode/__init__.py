"""Frames -> packed in the drawing threads -> ffmpeg -> a part file, verified -> the output."""
