"""The outside world: pictures, files, other processes, and the store of finished files.

Nothing else decodes a picture, opens a file for writing or starts a process.
"""
