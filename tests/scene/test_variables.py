"""Variables: `$name` stands for a value."""

import pytest


def test_a_scalar_that_is_only_a_variable_becomes_its_value(load):
    """Whatever its type: a list, a mapping, a number."""
    scene = load(
        "vars: {cell: [3, 4], where: {photo: a}, n: 30}\n"
        "frame: {fps: $n}\n"
        "timeline:\n"
        "  - {duration: 1s, camera: {to: {cell: $cell}}}\n"
        "  - {duration: 1s, camera: {to: $where}}\n"
    )
    assert scene.timeline[0].camera.to.cell == (3, 4)
    assert scene.timeline[1].camera.to.photo == "a"
    assert scene.frame.fps == 30


def test_a_variable_inside_text_is_written_into_it(load):
    """With braces where a letter follows; two dollars are one."""
    scene = load(
        "vars: {n: 2, name: film}\n"
        'timeline: [{duration: "${n}s"}]\n'
        "outputs: [{file: $name-$n$$.mp4}]\n"
    )
    assert scene.timeline[0].duration == 2
    assert scene.outputs[0].file.name == "film-2$.mp4"


def test_a_variable_may_use_those_above_it(load):
    """In the order of the file."""
    scene = load("vars: {a: 2s, b: $a}\ntimeline: [{duration: $b}]\n")
    assert scene.timeline[0].duration == 2


def test_the_command_line_replaces_a_variable(load):
    """Its value is YAML."""
    scene = load(
        "vars: {target: best}\ntimeline: [{duration: 1s, camera: {to: {cell: $target}}}]\n",
        variables=["target=[12,40]"],
    )
    assert scene.timeline[0].camera.to.cell == (12, 40)
    assert scene.vars == {"target": [12, 40]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "vars: {hold: 1s}\ntimeline: [{duration: $hld}, {duration: $hold}]\n",
            "s.yaml:4:23: unknown variable $hld — did you mean 'hold'?",
        ),
        (
            "timeline: [{duration: $hold}]\n",
            "s.yaml:3:23: unknown variable $hold — declare it at the top: vars: {hold: …}",
        ),
        (
            "vars: {hold: 1s}\n",
            (
                "s.yaml:3:8: the variable 'hold' is never used — write $hold where it belongs, "
                "or remove it"
            ),
        ),
        (
            "vars: {a: [1]}\noutputs: [{file: x$a.mp4}]\n",
            "s.yaml:4:18: a list cannot stand inside text — let $name stand alone",
        ),
        (
            "vars: {a b: 1}\n",
            "s.yaml:3:8: not a name for a variable: 'a b' — letters, digits and _",
        ),
        ("vars: 3\n", "s.yaml:3:7: 'vars' needs keys with values, not 3 — write key: value"),
    ],
)
def test_misuse_of_a_variable_is_reported_at_its_place(problems, text, message):
    """One problem each: what follows from it is not told."""
    assert problems(text) == [message]


def test_a_bad_value_is_told_where_it_is_written(problems):
    """That is in `vars:`, not where it is used."""
    text = "vars: {hold: 1q}\ntimeline: [{duration: $hold}]\n"
    assert problems(text)[0].startswith("s.yaml:3:14: not a duration: '1q'")


def test_a_bad_value_from_outside_the_file_names_the_argument(problems):
    """There is no line to point at."""
    text = "vars: {hold: 1s}\ntimeline: [{duration: $hold}]\n"
    (line,) = problems(text, variables=["hold=2"])
    assert line == "variables=hold: not a duration: 2 — add the unit: 2s"


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("hld=2s", "variables=hld: the scene has no variable 'hld' — did you mean 'hold'?"),
        ("hold", "variables=hold: no value — write NAME=VALUE"),
        ("hold=[", "variables=hold: not YAML: a quote or a bracket is never closed"),
    ],
)
def test_a_wrong_option_is_reported(problems, variable, message):
    """An undeclared variable, one without value, one that is not YAML."""
    text = "vars: {hold: 1s}\ntimeline: [{duration: $hold}]\n"
    assert problems(text, variables=[variable])[0].startswith(message)


def test_a_variable_whose_use_an_edit_replaced_counts_as_used(load):
    """`--set` does not make a good scene bad."""
    text = "vars: {hold: 1s}\ntimeline: [{duration: $hold}]\n"
    assert load(text, sets=["timeline.0.duration=3s"]).timeline[0].duration == 3


@pytest.mark.parametrize(
    "text",
    [
        "vars:\n  a: " + "x" * 1000 + "\n" + "".join(f"  b{i}: $a$a\n" for i in range(200)),
        "vars:\n  v0: [1, 2]\n"
        + "".join(f"  v{i}: [$v{i - 1}, $v{i - 1}]\n" for i in range(1, 30)),
        "vars:\n  v0: lol\n" + "".join(f"  v{i}: $v{i - 1}$v{i - 1}\n" for i in range(1, 40)),
    ],
)
def test_variables_cannot_multiply(problems, text):
    """The bomb of a billion laughs ends at the limits of a scene."""
    assert any("far too large" in line for line in problems(text))
