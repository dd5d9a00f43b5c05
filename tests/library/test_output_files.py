"""Output files: nothing that is read is ever replaced, whatever it is called."""

import ast
import os
import shutil
import sys
import tempfile
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mosaic_anim
from mosaic_anim import Frame, PhotoMosaic, Scene, build_mosaic, frame_at, render
from mosaic_anim.contact_sheet.sheet import contact_sheet
from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.user_cache import CACHE_KINDS, cache_folder
from mosaic_anim.library import output_files
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.output_files import check_files, refuse_inputs
from mosaic_anim.rendering.api import RenderOptions, join
from mosaic_anim.rendering.cache import KINDS
from mosaic_anim.values.origin import PICTURE
from tests.conftest import smooth_picture

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
EXISTS = "never replaced"


NAMES = st.text("aAé\u0301eE-", min_size=1, max_size=5).map("{}x.png".format)
STEPS = ("", "photos", "photos/deep", "linked", "linked/deep", "other", "photos/..")
SPELLINGS = ("plain", "plain", "plain", "NFC", "NFD", "soft", "hard", "own")


@needs_links
@settings(max_examples=150)
@given(
    photos=st.sets(st.tuples(st.sampled_from(["photos", "photos/deep"]), NAMES), max_size=4),
    cover=st.tuples(st.sampled_from(["", "photos", "other"]), NAMES),
    target=st.tuples(st.sampled_from(STEPS), NAMES),
    kind=st.sampled_from(SPELLINGS),
    number=st.integers(0, 4),
)
def test_no_write_that_is_let_through_changes_an_input(photos, cover, target, kind, number):
    """And all others are let through: a photo is a photo by its name or by a link to it."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in ("photos/deep", "other"):
            (root / folder).mkdir(parents=True)
        (root / "linked").symlink_to("photos")
        files = [root / folder / file for folder, file in sorted({*photos, cover})]
        for path in files:
            path.write_bytes(os.fsencode(path))
        inputs = Inputs.of_mosaic(root / Path(*cover), root / "photos")
        before = {path: path.read_bytes() for path in files}
        chosen = _target(root, files[number % len(files)], target, kind)
        is_input = os.path.lexists(chosen) and any(map(chosen.samefile, files))
        if is_input or any(_look_alike(chosen, file) for file in files):
            with pytest.raises(CannotStartError, match=EXISTS):
                refuse_inputs([chosen], inputs)
        else:
            refuse_inputs([chosen], inputs)
            with atomic_file(chosen, overwrite=True) as part:
                part.write_bytes(b"a new picture")
            assert chosen.read_bytes() == b"a new picture"
        assert {path: path.read_bytes() for path in files} == before


def _look_alike(target: Path, file: Path) -> bool:
    """Return whether a target that is not there has an input's name in another composition."""
    alike = normalize("NFC", target.name) == normalize("NFC", file.name)
    in_place = os.path.realpath(target.parent) == os.path.realpath(file.parent)
    return alike and in_place and not os.path.lexists(target)


def _target(root: Path, file: Path, place: tuple[str, str], kind: str) -> Path:
    """Name a target: an input in some spelling, a link to one, or whatever `place` says."""
    folder, name = place
    chosen = root / folder / name
    if kind in {"NFC", "NFD"}:
        return file.with_name(normalize(kind, file.name))
    if kind in {"soft", "hard"} and not os.path.lexists(chosen):
        (os.symlink if kind == "soft" else os.link)(file, chosen)
    if kind == "own" and not os.path.lexists(chosen):
        Frame(np.zeros((2, 2, 3), np.uint8)).save(chosen)
    return chosen


class TestOwnPictures:
    def test_one_among_the_photos_may_be_replaced(self, tmp_path):
        """It is no photo; with a broken comment it is."""
        frame = Frame(smooth_picture(1))
        frame.save(tmp_path / "own.png")
        inputs = Inputs(libraries=(tmp_path,))
        check_files([tmp_path / "own.png"], inputs, overwrite=True)
        data = (tmp_path / "own.png").read_bytes().replace(PICTURE.encode(), b"x" * len(PICTURE))
        (tmp_path / "own.png").write_bytes(data)
        with pytest.raises(CannotStartError, match="a photo of the library"):
            check_files([tmp_path / "own.png"], inputs, overwrite=True)

    def test_one_that_is_named_is_an_input_like_any_other(self, tmp_path):
        """A cover of our own making is still the cover."""
        Frame(smooth_picture(1)).save(tmp_path / "own.png")
        inputs = Inputs.of_mosaic(tmp_path / "own.png", "demo")
        with pytest.raises(CannotStartError, match="this is the cover"):
            check_files([tmp_path / "own.png"], inputs, overwrite=True)


class TestOtherTargets:
    def test_an_input_is_called_one_before_leave_to_overwrite_is_asked_for(self, tmp_path):
        """No remedy leads to a lost photo."""
        (tmp_path / "p.png").write_bytes(b"a photo")
        with pytest.raises(CannotStartError, match=EXISTS) as caught:
            check_files([tmp_path / "p.png"], Inputs(libraries=(tmp_path,)), overwrite=False)
        assert "--overwrite" not in str(caught.value)

    def test_a_folder_of_inputs_is_no_target(self, tmp_path):
        """Nor is a file in a file."""
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos" / "p.png").write_bytes(b"a photo")
        inputs = Inputs(libraries=(tmp_path / "photos",))
        with pytest.raises(CannotStartError, match="this is a folder"):
            check_files([tmp_path / "photos"], inputs, overwrite=True)
        with pytest.raises(CannotStartError, match=r"choose another name"):
            check_files([tmp_path / "photos/p.png/x.png"], inputs, overwrite=True)
        assert (tmp_path / "photos" / "p.png").read_bytes() == b"a photo"

    def test_two_files_of_one_name_are_a_usage_error(self, tmp_path):
        """Whatever their case and composition: there are disks on which they are one."""
        for second in ("film.GIF", "./film.gif", "x/../film.gif"):
            with pytest.raises(UsageError, match="two outputs are this one file"):
                refuse_inputs([tmp_path / "film.gif", tmp_path / second], Inputs())
        refuse_inputs([tmp_path / "film.gif", tmp_path / "film.webp"], Inputs())

    @pytest.mark.parametrize("kind", [*CACHE_KINDS, *KINDS[:-1], ".tiles", "demo-12ab"])
    def test_the_cache_is_no_place_for_outputs(self, kind):
        """What lies in its folders may be removed; beside them is nobody's business."""
        with pytest.raises(CannotStartError, match="a place in the cache"):
            check_files([cache_folder() / kind / "film.gif"], Inputs(), overwrite=False)
        check_files([cache_folder() / "film.gif"], Inputs(), overwrite=False)
        check_files([cache_folder() / "mine" / "film.gif"], Inputs(), overwrite=False)

    def test_a_library_that_is_not_there_is_reported_later(self, tmp_path):
        """By what opens it; the target is nobody's photo."""
        (tmp_path / "old.png").write_bytes(b"old")
        check_files([tmp_path / "old.png"], Inputs(libraries=(tmp_path / "no",)), overwrite=True)

    def test_many_files_cost_one_walk_of_the_library(self, tmp_path, monkeypatch):
        """A sequence has thousands of frames."""
        walks, real = [], output_files.scan_source
        monkeypatch.setattr(
            output_files, "scan_source", lambda folder: walks.append(folder) or real(folder)
        )
        files = [tmp_path / f"{number}.txt" for number in range(50)]
        for file in files:
            file.write_bytes(b"frame")
        refuse_inputs(files, Inputs(libraries=(tmp_path,)))
        assert walks == [tmp_path]
        refuse_inputs([tmp_path / "new.png"], Inputs(libraries=(tmp_path,)))
        assert len(walks) == 1


@pytest.fixture
def own_copies(scene_file, photo_folder, cover_file, tmp_path, monkeypatch):
    """Return a scene of files that this test may lose, in the current folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(photo_folder, tmp_path / "photos")
    shutil.copy(cover_file, tmp_path / "cover.png")
    sets = ["mosaic.library=photos", "mosaic.cover=cover.png"]
    return Scene.load(scene_file, sets=sets)


FILES = ("cover.png", "photos/photo-07.png")


class TestFromPython:
    @pytest.mark.parametrize("target", [*FILES, "dive.yaml"])
    def test_no_object_replaces_what_it_was_made_from(self, own_copies, target):
        """Mosaics, their placements, frames and sheets, also where the mosaic came from a file."""
        before = Path(target).read_bytes()
        mosaic = build_mosaic("cover.png", "photos", columns=8, repeat_distance=1)
        mosaic.placement.save(Path("p.npz"))
        again = mosaic_anim.Placement.load(Path("p.npz"))
        frame, sheet = frame_at(own_copies), contact_sheet(own_copies)
        if target in FILES:
            for placement in (mosaic.placement, again):
                with pytest.raises(CannotStartError, match=EXISTS):
                    placement.save(Path(target), overwrite=True)
            with pytest.raises(CannotStartError, match=EXISTS):
                mosaic.save(target, overwrite=True)
        for picture in (frame, sheet):
            Path("alias.png").unlink(missing_ok=True)
            Path("alias.png").hardlink_to(target)
            with pytest.raises(CannotStartError, match=EXISTS):
                picture.save("alias.png", overwrite=True)
        assert Path(target).read_bytes() == before
        again.save(Path("p.npz"), overwrite=True)  # what it came from is no input of its

    def test_a_mosaic_without_a_known_cover_still_spares_its_photos(self, own_copies):
        """One may put it together oneself."""
        assert own_copies.mosaic.library == "photos"
        mosaic = build_mosaic("cover.png", "photos", columns=8, repeat_distance=1)
        bare = PhotoMosaic(placement=mosaic.placement, library=mosaic.library)
        with pytest.raises(CannotStartError, match=EXISTS):
            bare.save("photos/photo-07.png", overwrite=True)
        assert bare.save("cover.png", cell_width=4, overwrite=True) == Path("cover.png")

    @pytest.mark.parametrize("make", [render, join])
    @pytest.mark.parametrize("target", FILES)
    def test_a_scene_renders_over_no_input(self, own_copies, make, target):
        """Its outputs may have been changed in Python, after all checks of the file."""
        before = Path(target).read_bytes()
        (output,) = own_copies.outputs
        picture = output.changed(file=Path(target), at=output.at)
        scene = own_copies.changed(outputs=(picture,))
        with pytest.raises(CannotStartError, match=EXISTS):
            make(scene, options=RenderOptions(overwrite=True))
        assert Path(target).read_bytes() == before

    def test_a_scene_made_in_python_has_inputs_too(self, own_copies):
        """Without a file of its own; what is built in is none."""
        assert own_copies.inputs.files[0][1] == "the scene"
        made = Scene(
            mosaic_anim=1,
            mosaic={"cover": "cover.png", "library": "demo"},
            timeline=[{"duration": "1s"}],
        )
        assert made.inputs == Inputs(files=((Path.cwd() / "cover.png", "the cover"),))


OWN_FILES = {
    "rendering/segment_cache.py",
    "pack/place.py",
    "demo/build.py",
    "library/tile_store.py",
    "io/checked_json.py",
    "io/content_store.py",
}
"""They write what the program keeps for itself."""

CHECKED_BEFORE = {"rendering/mux.py", "encode/sequence/format.py", "mosaic/placement_file.py"}
"""They write what `rendering/open_outputs.py` and `Placement.save` have checked."""


EDITED = {"studio/scene_file.py"}
"""It writes the scene that its user edits there, and nothing newer than what was read."""


def test_whatever_writes_a_users_file_checks_it():
    """A new writer has to pass its files through `check_files`, or to be listed above."""
    package = Path(mosaic_anim.__file__).parent
    writers, checkers = set(), set()
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = list(ast.walk(tree))
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        name = path.relative_to(package).as_posix()
        writers |= {name} if "atomic_file" in used else set()
        checkers |= {name} if used & {"check_files", "refuse_inputs"} else set()
    assert writers - checkers == OWN_FILES | CHECKED_BEFORE | EDITED
    assert {"rendering/open_outputs.py", "mosaic/placement.py"} <= checkers
