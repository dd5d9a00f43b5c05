"""MP4 with H.264, by ffmpeg: segments, joined by copying packets."""
