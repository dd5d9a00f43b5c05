"""What people look at in a picture: faces, and places that stand out.

Pixels in, places out: nothing here knows a photo library, a mosaic or a film. A place is a
rectangle or a point as a share of the picture, so that it means the same at every size.
"""
