"""The photographs of the demo: eight that come with scikit-image and scikit-learn.

They lie as files in these packages, which are needed anyway, so none is copied into this project
and nothing is downloaded. Each is in the public domain, or its licence allows changing and sharing.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from mosaic_anim.demo.paint import Floats
from mosaic_anim.errors import CannotStartError

PUBLIC_DOMAIN = "public domain"
CC0 = "CC0 1.0"
CC_BY = "CC BY 2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """A photograph in an installed package.

    Attributes
    ----------
    package : str
        The package's import name.
    path : str
        The file's place in it.
    title : str
        What it shows.
    author : str
        Who took it.
    license : str
        Under which terms it is given.
    url : str
        Where it comes from.
    """

    package: str
    path: str
    title: str
    author: str
    license: str
    url: str


PHOTOGRAPHS: dict[str, Photograph] = {
    "astronaut": Photograph(
        package="skimage",
        path="data/astronaut.png",
        title="Eileen Collins, astronaut",
        author="NASA",
        license=PUBLIC_DOMAIN,
        url="https://flic.kr/p/r9qvLn",
    ),
    "cameraman": Photograph(
        package="skimage",
        path="data/camera.png",
        title="Cameraman",
        author="Lav Varshney",
        license=CC0,
        url="https://github.com/scikit-image/scikit-image/issues/3927",
    ),
    "cat": Photograph(
        package="skimage",
        path="data/chelsea.png",
        title="Chelsea the cat",
        author="Stéfan van der Walt",
        license=CC0,
        url="https://scikit-image.org/docs/stable/api/skimage.data.html#skimage.data.chelsea",
    ),
    "coffee": Photograph(
        package="skimage",
        path="data/coffee.png",
        title="Coffee cup, courtesy of Pikolo Espresso Bar",
        author="Rachel Michetti",
        license=CC0,
        url="https://scikit-image.org/docs/stable/api/skimage.data.html#skimage.data.coffee",
    ),
    "galaxies": Photograph(
        package="skimage",
        path="data/hubble_deep_field.jpg",
        title="Hubble eXtreme Deep Field",
        author="NASA",
        license=PUBLIC_DOMAIN,
        url="http://hubblesite.org/newscenter/archive/releases/2012/37/image/a/",
    ),
    "rocket": Photograph(
        package="skimage",
        path="data/rocket.jpg",
        title="DSCOVR on a Falcon 9 before its launch",
        author="SpaceX",
        license=PUBLIC_DOMAIN,
        url="https://www.flickr.com/photos/spacexphotos/16511594820/",
    ),
    "pagoda": Photograph(
        package="sklearn",
        path="datasets/images/china.jpg",
        title="Pagoda in Beijing",
        author="danielbuechele",
        license=CC_BY,
        url="https://www.flickr.com/photos/danielbuechele/6061409035/",
    ),
    "dahlia": Photograph(
        package="sklearn",
        path="datasets/images/flower.jpg",
        title="Dahlia",
        author="vultilion",
        license=CC_BY,
        url="https://www.flickr.com/photos/vultilion/6056698931/",
    ),
}
"""All photographs, with what the packages say of their sources and licences."""

_WHEELS = {"skimage": "scikit-image", "sklearn": "scikit-learn"}


@lru_cache(maxsize=len(PHOTOGRAPHS))
def photograph(name: str) -> Image.Image:
    """Return a photograph in its own size, RGB.

    Raises
    ------
    CannotStartError
        Its package is missing, or came without it.
    """
    about = PHOTOGRAPHS[name]
    wheel = _WHEELS[about.package]
    package = find_spec(about.package)  # importing it takes a second, its files are all we need
    if package is None or package.origin is None:
        raise CannotStartError(f"{wheel} is missing", remedy=f"pip install {wheel}")
    path = Path(package.origin).parent / about.path
    try:
        with Image.open(path) as image:
            return image.convert("RGB")
    except OSError as error:
        raise CannotStartError(
            f"{wheel} came without a picture of the demo: {error.strerror or error}",
            remedy=f"pip uninstall {wheel}, then pip install {wheel}",
            place=str(path),
        ) from error


def recolored(photo: Image.Image, order: str) -> Image.Image:
    """Return a photograph with its channels in another order: GBR makes of orange a violet."""
    if order == "RGB":
        return photo
    bands = dict(zip("RGB", photo.split(), strict=True))
    return Image.merge("RGB", [bands[channel] for channel in order])


def planes(image: Image.Image) -> Floats:
    """Return the planes (3, H, W) of a picture, in [0, 1]."""
    pixels = np.asarray(image, dtype=np.float32) * np.float32(1 / 255)
    return np.ascontiguousarray(np.moveaxis(pixels, -1, 0))
