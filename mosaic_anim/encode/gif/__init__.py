"""Our own GIF encoder: a palette for each frame, pixels that stay, and blocks that are copied.

`painter` makes images of frames: `kernels` choose their colours and pack them. `segment` keeps the
images of some frames in a file, `join` copies those of all segments into one. `format` is what
the other rooms see.
"""
