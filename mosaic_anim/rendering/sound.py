"""The sound of a scene's outputs."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from mosaic_anim.encode.encoding import Sound
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.sound import require_sound
from mosaic_anim.encode.sound_codec import CODECS
from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.file_identity import file_state, sha256_of
from mosaic_anim.scene.model import Output, Scene


def sound_of(scene: Scene, output: Output) -> Sound | None:
    """Return the sound track of an output: the scene's sound, silence, or None.

    An output that can hold sound but has none gets a silent track where its platform wants one.

    Raises
    ------
    CannotStartError
        If the file cannot be read.
    """
    if not format_of(output.file).has_sound:
        return None
    model = scene.sound if output.sound else None
    if model is None:
        return Sound() if output.platform and output.platform.has_sound else None
    path = Path(model.file)
    try:
        sha256 = _hashed(path, file_state(path))
    except OSError as error:
        raise CannotStartError(
            f"the sound cannot be read: {error_reason(error)}",
            remedy="choose another file",
            place=scene.place("sound", "file"),
        ) from error
    return Sound(
        path=path.absolute(),
        sha256=sha256,
        offset=model.offset or Fraction(0),
        gain=model.gain,
        fade_in=model.fade_in or Fraction(0),
        fade_out=model.fade_out or Fraction(0),
        loops=model.loop,
    )


def require_sounds(scene: Scene, outputs: Iterable[Output]) -> None:
    """Refuse a scene whose sound cannot be read, before anything is drawn.

    Raises
    ------
    CannotStartError
        If an output needs it, and it is not a sound file.
    """
    tracks = ((sound_of(scene, output), format_of(output.file)) for output in outputs)
    for sound, encoder in dict.fromkeys(
        (sound, CODECS[one.sound_codec].encoder) for sound, one in tracks
    ):
        if sound is not None:
            require_sound(sound, encoder=encoder, place=scene.place("sound", "file"))


@lru_cache(maxsize=8)
def _hashed(path: Path, state: tuple[int, ...]) -> str:  # noqa: ARG001 - another file by it
    """Hash a file once, as long as it does not change."""
    return sha256_of(path)
