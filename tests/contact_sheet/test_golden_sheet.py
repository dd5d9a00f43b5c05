"""Golden contact sheet: a scene from its photos to pixels, with time codes."""

from mosaic_anim import Scene, frame_at
from mosaic_anim.contact_sheet.sheet import SheetOptions, contact_sheet


def test_a_contact_sheet_is_as_it_was(scene_file, golden):
    """Four frames of 96x54."""
    options = SheetOptions(frames=4, columns=2, width=96)
    golden.check(
        "contact_sheet/sheet", contact_sheet(Scene.load(scene_file), options=options).pixels
    )


def test_the_middle_of_a_dive_is_as_it_was(scene_file, golden):
    """Photos, match, camera and drawing in one."""
    golden.check("rendering/dive", frame_at(Scene.load(scene_file), "500ms").pixels)
