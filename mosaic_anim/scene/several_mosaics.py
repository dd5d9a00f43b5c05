"""Scenes of several mosaics: what cannot be said together in them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mosaic_anim.schema.problem import KeyProblem

if TYPE_CHECKING:
    from mosaic_anim.scene.clip import Clip
    from mosaic_anim.scene.mosaic import MosaicModel


def endless_problems(
    timeline: "Sequence[Clip]", mosaic: "MosaicModel | None"
) -> Iterator[KeyProblem]:
    """Yield what is wrong with the endless zooms of a scene, which go through the same mosaics."""
    zooms = [(i, clip.endless) for i, clip in enumerate(timeline) if clip.endless is not None]
    for index, zoom in zooms:
        if zoom != zooms[0][1]:
            yield KeyProblem(
                what="an endless zoom with other covers than the one before it",
                remedy="the same covers, or a scene of its own",
                path=("timeline", index, "endless"),
            )
    if zooms and mosaic is not None and mosaic.placement is not None:
        yield KeyProblem(
            what="an endless zoom matches all its mosaics anew",
            remedy="leave out 'placement'",
            path=("mosaic", "placement"),
        )


def morph_problems(
    timeline: "Sequence[Clip]", mosaic: "MosaicModel | None"
) -> Iterator[KeyProblem]:
    """Yield what is wrong with the morphs of a scene, whose tiles are matched for all covers."""
    morphs = [(i, clip.morph) for i, clip in enumerate(timeline) if clip.morph is not None]
    if morphs and mosaic is not None and mosaic.placement is not None:
        yield KeyProblem(
            what="a morph matches its tiles anew",
            remedy="leave out 'placement'",
            path=("mosaic", "placement"),
        )
    if morphs and any(clip.endless is not None for clip in timeline):
        yield KeyProblem(
            what="a scene has either a morph or an endless zoom",
            remedy="a scene of its own for one of them",
            path=("timeline", morphs[0][0], "morph"),
        )
