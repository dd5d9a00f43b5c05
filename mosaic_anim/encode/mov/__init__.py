"""MOV (QuickTime): H.264 as in an MP4, or ProRes 4444, which can be transparent."""
