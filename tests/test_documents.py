"""What the Markdown files say: links lead somewhere, commands and scenes are good."""

import ast
import re
import shlex
from pathlib import Path

import click
import pytest
from PIL import Image

import mosaic_anim
from mosaic_anim.cli.group import cli
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.reference.links import slug

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCUMENTS = [
    README,
    ROOT / "CHANGELOG.md",
    ROOT / ".github" / "CONTRIBUTING.md",
    ROOT / "scenes" / "REFERENCE.md",
    *sorted((ROOT / "examples").rglob("*.md")),
    ROOT / "tests" / "benchmarks" / "README.md",
]

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def blocks(document, language=""):
    """Return the blocks of code of a language, in their order."""
    text = document.read_text(encoding="utf-8")
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [code for name, code in found if name == language]


def commands(document):
    """Return the commands of this program that a document gives, without remarks and targets."""
    return [
        shlex.split(re.split(r" [#>]", line)[0])[1:]
        for code in blocks(document)
        for line in code.splitlines()
        if line.startswith("mosaic-anim ")
    ]


@each_document
def test_links_lead_to_files_and_headings(document):
    """Those within the repository."""
    text = document.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, anchor = link.partition("#")
        if link.startswith("http"):
            continue
        target = (document.parent / name).resolve() if name else document
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), link


@each_document
def test_commands_are_understood(document):
    """The command exists, and knows its options."""
    context = click.Context(cli)
    for name, *arguments in commands(document):
        command = cli.get_command(context, name)
        assert command is not None, name
        command.make_context(name, arguments, parent=context)


def test_the_readme_is_short():
    """It is read to its end, and shows itself first."""
    text = README.read_text(encoding="utf-8")
    assert len(text.split()) <= 1200
    assert re.search(r"!\[[^]]+\]\(([^)]+\.gif)\)", text.partition("\n## ")[0])


def test_the_second_command_of_the_readme_runs_the_tests():
    """`.ci/run` finds it there, and nowhere else."""
    lines = [line for code in blocks(README) for line in code.splitlines()]
    assert [line for line in lines if line.endswith(" -m tests")] == [blocks(README)[1].strip()]


@pytest.mark.parametrize("document", [README, ROOT / "scenes" / "REFERENCE.md"], ids=str)
def test_scenes_are_good(document, tmp_path):
    """With a picture and a folder of photos where they name them."""
    (scene,) = blocks(document, "yaml")
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "me.jpg")
    file = tmp_path / "film.yaml"
    file.write_text(scene, encoding="utf-8")
    assert Scene.load(file).outputs


def test_a_misspelt_key_is_reported_as_the_readme_says(tmp_path):
    """The very line."""
    (line,) = (code.strip() for code in blocks(README) if code.startswith("error: "))
    place, _, what = line.removeprefix("error: ").partition(": ")
    name, row, column = place.split(":")
    file = tmp_path / name
    text = "mosaic_anim: 1\nmosaic: {cover: demo, library: demo}\nframe:\n  fsp: 60\n"
    file.write_text(text + "timeline: [{duration: 1s}]\n", encoding="utf-8")
    with pytest.raises(mosaic_anim.SceneError) as caught:
        Scene.load(file)
    assert f"{file}:{row}:{column}: {what}" in map(str, caught.value.problems)


@each_document
def test_only_public_names_are_imported(document):
    """As a user would."""
    for code in blocks(document, "python"):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and node.module == "mosaic_anim":
                assert {name.name for name in node.names} <= set(mosaic_anim.__all__)


def test_pictures_are_small():
    """Those that a visitor of the repository loads."""
    assert (ROOT / "examples" / "first_look" / "first_look.gif").stat().st_size <= 4_000_000
    assert sum(file.stat().st_size for file in (ROOT / "examples").rglob("*.jpg")) < 2_000_000
