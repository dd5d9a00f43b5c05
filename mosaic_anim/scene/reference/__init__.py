"""The reference: the scene language as one Markdown page, from the declarations that read scenes.

    page.py      the page: its sections in order
    links.py     from the name of a part or a value to its section
    motions.py   a section for each motion; presets.py, easings.py, values.py likewise
    topic.py     one section of the page, for the command line

`python -m tests.pictures` makes its pictures.
"""
