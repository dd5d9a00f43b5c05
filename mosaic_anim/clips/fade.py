"""The fade channel: the frame comes from a colour, or goes to one."""

from pydantic import Field, model_validator

from mosaic_anim.clips.ease import Ease, NamedEase
from mosaic_anim.clips.part import Part, wrong
from mosaic_anim.clips.value import ColorValue, Duration


class FadeChannel(Part):
    """Fades in at the start of a clip, out at its end, or both."""

    in_: Duration | None = Field(
        default=None,
        alias="in",
        description="Time from the colour to the picture, at the clip's start.",
    )
    out: Duration | None = Field(
        default=None,
        description="Time from the picture to the colour, at the clip's end; the colour stays "
        "until a later clip fades in.",
    )
    color: ColorValue = Field(
        default=(0, 0, 0),
        json_schema_extra={"default": "black"},
        description="The colour; black by default.",
    )
    ease: Ease = Field(
        default=NamedEase.model_construct(name="linear"),
        json_schema_extra={"default": "linear"},
        description="How the speed of the fade changes.",
    )

    @model_validator(mode="after")
    def _fades_somewhere(self) -> "FadeChannel":
        if self.in_ is None and self.out is None:
            raise wrong("a fade needs 'in' or 'out'", "for example fade: {in: 0.5s}")
        return self
