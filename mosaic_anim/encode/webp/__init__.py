"""Animated WebP: by libwebp through Pillow, frame by frame; the container is written here."""
