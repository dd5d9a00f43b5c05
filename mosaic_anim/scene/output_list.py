"""Lists of outputs: posters beside them, and which of them shows the scene as a film."""

from collections.abc import Iterable, Sequence

from mosaic_anim.scene.output import Output
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.scene.poster import poster_file


def with_posters(outputs: Iterable[Output]) -> tuple[Output, ...]:
    """Return `outputs`, each followed by its poster: one picture, as large as itself."""
    every = []
    for output in outputs:
        every.append(output)
        if output.poster is not None:
            picture = output.changed(
                file=output.poster.file or poster_file(output.file),
                at=output.poster.at,
                clips=None,
                range=None,
                loop=None,
                poster=None,
                max_size=None,
            )
            every.append(picture)
    return tuple(every)


def film_of(outputs: Sequence[Output]) -> Output:
    """Return the output for looking at a scene: the first film, or the first output as a film.

    A scene that writes pictures only has moments too.
    """
    for output in outputs:
        if not is_picture(output.file):
            return output
    return outputs[0].changed(file=outputs[0].file.with_suffix(".mp4"))
