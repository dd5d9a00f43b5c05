"""WebM: VP9 by ffmpeg, with or without alpha; segments, joined by copying packets."""
