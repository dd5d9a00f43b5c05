"""Photos become a library: found, read once, and stored on disk as small pictures.

How data flows::

    scan      folder ─▶ the photo files in it, each once
    reading   photo file ─▶ its small picture, content hash, size and date   (in worker processes)
    store     small pictures ─▶ one flat file of pixels, appended to, memory-mapped
    manifest  what is known of each file ─▶ SQLite rows
    index     brings store and manifest up to date with the folder ─▶ IndexReport
    library   Library: what everything else sees
    demo      a library for those without photos at hand
    pyramid, tiles    photos at the sizes that frames need
"""
