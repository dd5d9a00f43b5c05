"""Values that everything passes: time, geometry, colours, and what a frame is made of.

Nothing here reads or writes anything.
"""
