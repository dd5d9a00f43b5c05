"""From a scene file to a frozen `Scene`; every value knows its file:line.

    text.py     file ──▶ text
    composer.py text ──▶ nodes with line and column, with scalar.py and syntax.py (safe, limited)
    edit.py     nodes + `--set`, `--var`, `-o` ──▶ nodes
    variables.py nodes with `$name` ──▶ nodes without
    paths.py    names of inputs and outputs ──▶ absolute paths           (what a scene may touch)
    model.py    plain data ──▶ Scene, with mosaic.py and output.py; rules.py joins its parts
    load.py     all of it, in this order; what is wrong ──▶ `file:line:col: what — remedy`

`starter.py` knows the shipped scenes, `reference/` explains the language on one page.
"""
