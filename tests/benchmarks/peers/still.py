"""The still as a Pillow picture."""

from PIL import Image


def load_still(path: str) -> Image.Image:
    """Read the still; it is larger than what Pillow holds to be harmless."""
    Image.MAX_IMAGE_PIXELS = None
    picture = Image.open(path)
    picture.load()
    return picture
