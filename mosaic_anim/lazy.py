"""Modules that are slow to import, each imported when one of its names is first used.

They stand at the top of a file like any other import::

    from mosaic_anim.lazy import np

and cost nothing until `np.zeros` is called: `--version`, `check` and an editor's schema never load
numpy. Type checkers see the real module. Files that need a library to be defined at all (a
decorator of Numba, an array at the top of a module, a base class) import it plainly.

`importlib.util.LazyLoader`, on which other packages for this build, puts modules into `sys.modules`
before they have run, where other threads and libraries find them half made. Here the import system
knows nothing of it.
"""

from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False  # that of `typing`, whose import is a fifth of the time until the first line
if TYPE_CHECKING:
    import difflib
    import json
    import mimetypes
    import resource
    import select
    from concurrent import futures
    from importlib import metadata
    from typing import Any

    import bidi
    import distributed
    import filelock
    import freetype
    import fsspec
    import imageio_ffmpeg
    import numpy as np
    import PIL
    import platformdirs
    import threadpoolctl
    import tifffile
    import uharfbuzz
    from PIL import (
        Image,
        ImageChops,
        ImageCms,
        ImageDraw,
        ImageFilter,
        ImageFont,
        ImageOps,
        PngImagePlugin,
        TiffImagePlugin,
        features,
    )
    from rich import console, markdown
    from rich import progress as rich_progress
    from scipy import ndimage, optimize, sparse
    from scipy.cluster import vq
    from scipy.sparse import csgraph
    from skimage import color as skimage_color
    from skimage import data as skimage_data
    from skimage import feature
    from skimage import metrics as skimage_metrics
    from sklearn import cluster, neighbors

__all__ = [
    "PIL",
    "Image",
    "ImageChops",
    "ImageCms",
    "ImageDraw",
    "ImageFilter",
    "ImageFont",
    "ImageOps",
    "LazyModule",
    "PngImagePlugin",
    "TiffImagePlugin",
    "bidi",
    "cluster",
    "console",
    "csgraph",
    "difflib",
    "distributed",
    "feature",
    "features",
    "filelock",
    "freetype",
    "fsspec",
    "futures",
    "imageio_ffmpeg",
    "json",
    "markdown",
    "metadata",
    "mimetypes",
    "ndimage",
    "neighbors",
    "np",
    "optimize",
    "platformdirs",
    "resource",
    "rich_progress",
    "select",
    "skimage_color",
    "skimage_data",
    "skimage_metrics",
    "sparse",
    "threadpoolctl",
    "tifffile",
    "uharfbuzz",
    "vq",
]


class LazyModule(ModuleType):
    """Stands for a module: the names in it are looked up there, and it is imported by the first.

    Parameters
    ----------
    name : str
        Full name of the module.
    """

    def __getattr__(self, name: str) -> "Any":
        """Return what the module calls by this name."""
        module = self.__dict__.get("_module")
        if module is None:
            module = self.__dict__["_module"] = import_module(self.__name__)
        return getattr(module, name)


if not TYPE_CHECKING:
    bidi = LazyModule("bidi")
    cluster = LazyModule("sklearn.cluster")
    console = LazyModule("rich.console")
    csgraph = LazyModule("scipy.sparse.csgraph")
    difflib = LazyModule("difflib")
    distributed = LazyModule("distributed")
    feature = LazyModule("skimage.feature")
    features = LazyModule("PIL.features")
    filelock = LazyModule("filelock")
    freetype = LazyModule("freetype")
    fsspec = LazyModule("fsspec")
    futures = LazyModule("concurrent.futures")
    Image = LazyModule("PIL.Image")
    ImageChops = LazyModule("PIL.ImageChops")
    ImageCms = LazyModule("PIL.ImageCms")
    ImageDraw = LazyModule("PIL.ImageDraw")
    ImageFilter = LazyModule("PIL.ImageFilter")
    ImageFont = LazyModule("PIL.ImageFont")
    ImageOps = LazyModule("PIL.ImageOps")
    imageio_ffmpeg = LazyModule("imageio_ffmpeg")
    json = LazyModule("json")
    markdown = LazyModule("rich.markdown")
    metadata = LazyModule("importlib.metadata")
    mimetypes = LazyModule("mimetypes")
    ndimage = LazyModule("scipy.ndimage")
    neighbors = LazyModule("sklearn.neighbors")
    np = LazyModule("numpy")
    optimize = LazyModule("scipy.optimize")
    PIL = LazyModule("PIL")
    platformdirs = LazyModule("platformdirs")
    PngImagePlugin = LazyModule("PIL.PngImagePlugin")
    resource = LazyModule("resource")  # not on Windows
    rich_progress = LazyModule("rich.progress")
    select = LazyModule("select")
    skimage_color = LazyModule("skimage.color")
    skimage_data = LazyModule("skimage.data")
    skimage_metrics = LazyModule("skimage.metrics")
    sparse = LazyModule("scipy.sparse")
    threadpoolctl = LazyModule("threadpoolctl")
    tifffile = LazyModule("tifffile")
    TiffImagePlugin = LazyModule("PIL.TiffImagePlugin")
    uharfbuzz = LazyModule("uharfbuzz")
    vq = LazyModule("scipy.cluster.vq")
