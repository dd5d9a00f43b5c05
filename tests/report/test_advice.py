"""Advice keeps its promises: the mosaic that follows it gains what was predicted."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim import Library, build_mosaic, mosaic_report
from mosaic_anim.report import advice
from mosaic_anim.report.more_photos import with_more_photos
from tests.conftest import save_picture
from tests.report.conftest import SKY, slopes


@pytest.fixture(scope="module")
def report(mosaic):
    """Report on a mosaic whose library lacks the sky's colour."""
    return mosaic_report(mosaic)


def advice_of(report, change):
    """Return the advice of a kind."""
    (one,) = (one for one in report.advice if one.change == change)
    return one


def gain_of(report, mosaic):
    """Return by how much the error of a report's mosaic is greater than that of another one."""
    return report.figures.far_error - mosaic_report(mosaic, advice=False).figures.far_error


FREE = {"repeat_distance": 0, "repeat_penalty": 0.0, "use_least": 0.0, "max_uses": 1000}
"""Rules that allow any repetition: more columns then show more, from few photos too."""


def test_a_rebuilt_mosaic_gains_what_was_predicted(cover_file, photo_folder):
    """To the last digit: it was tried."""
    settings = {"columns": 10, "tint": 0.1} | FREE
    report = mosaic_report(build_mosaic(cover_file, photo_folder, **settings))
    for change in ("columns", "tint"):
        one = advice_of(report, change)
        rebuilt = build_mosaic(cover_file, photo_folder, **(settings | {change: one.value}))
        assert one.gain == pytest.approx(gain_of(report, rebuilt))
        assert one.least_gain == one.gain == one.most_gain > 0


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_photos_of_the_colour_that_is_lacking_gain_what_was_predicted(
    report, cover, photos, tmp_path, seed
):
    """Within 15 %, by other photos than those that were simulated."""
    one = advice_of(report, "photos")
    color = [int(one.color[place : place + 2], 16) for place in (1, 3, 5)]
    assert np.abs(np.subtract(color, SKY)).max() < 30
    shutil.copytree(photos, tmp_path / "more")
    for number, picture in enumerate(slopes(one.value, seed, mean=np.array(color))):
        save_picture(tmp_path / "more" / f"new-{number}.png", picture)
    rebuilt = build_mosaic(cover, tmp_path / "more", columns=16, tint=0.1)
    assert gain_of(report, rebuilt) == pytest.approx(one.gain, rel=0.15)
    assert one.least_gain < gain_of(report, rebuilt) < one.most_gain


@pytest.mark.parametrize(
    "choice",
    [
        {"include": ("*.png",)},
        {"exclude": ("*1*",)},
        {"min_side": 50},
        {"screenshots": "drop"},
        {"duplicates": "keep"},
    ],
    ids=str,
)
def test_simulated_photos_are_chosen_as_the_user_s_are(cover, photos, report, choice):
    """What chooses among the photos lets them through, and no word means them by accident."""
    mosaic = build_mosaic(cover, photos, columns=16, tint=0.1, **choice)
    gain = advice_of(mosaic_report(mosaic), "photos").gain
    assert gain == pytest.approx(advice_of(report, "photos").gain, rel=0.3)


def test_no_colour_is_asked_for_that_photos_do_not_have(cover, photos, tmp_path):
    """A black sky lacks dark photos, not black ones."""
    sky = np.asarray(Image.open(cover)).copy()
    sky[:90] = 0
    night = save_picture(tmp_path / "night.png", sky)
    one = advice_of(mosaic_report(build_mosaic(night, photos, columns=16)), "photos")
    assert one.color == "#262626"


def test_the_best_advice_comes_first_and_all_are_worth_it(report):
    """By the error from afar."""
    gains = [one.gain for one in report.advice]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) >= advice.WORTH * report.figures.far_error
    for one in report.advice:
        assert one.gain == pytest.approx(report.figures.far_error - one.figures.far_error)


def test_nothing_is_advised_that_breaks_a_rule(cover, photos):
    """More columns would need photos to come again, which are to be unique."""
    mosaic = build_mosaic(cover, photos, columns=6, max_uses=1)
    report = mosaic_report(mosaic)
    assert not mosaic.relaxed
    assert "columns" not in {one.change for one in report.advice}


def test_a_mosaic_too_large_to_try_gets_no_advice(mosaic, monkeypatch):
    """What cannot be predicted is not said."""
    monkeypatch.setattr(advice, "AFFORDABLE", 10)
    assert mosaic_report(mosaic).advice == ()


def test_simulated_photos_have_the_colour_and_leave_the_library_alone(photos):
    """Their means scatter around it; what was there stays as it was."""
    library = Library.open(photos)
    larger, folder = with_more_photos(
        library, np.arange(40, dtype=np.int32), 30, np.array([20, 120, 220], np.float32)
    )
    assert len(larger) == len(library) + 30
    means = [larger.small(i).reshape(-1, 3).mean(axis=0) for i in range(len(library), len(larger))]
    assert np.abs(np.mean(means, axis=0) - [20, 120, 220]).max() < 4
    assert all((larger.small(i) == library.small(i)).all() for i in range(len(library)))
    assert len(set(larger.photo_hash)) == len(larger)
    assert all(photo.startswith(f"{folder}/") for photo in larger.photo[len(library) :])


def test_a_changed_rule_does_not_change_the_settings(report):
    """Advice tries copies."""
    assert report.mosaic.settings == replace(report.mosaic.settings, columns=16, tint=0.1)
