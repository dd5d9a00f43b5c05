"""The report: how good a mosaic is, why its cells show what they show, and what to change.

How data flows: `reduced` brings mosaic and cover to a few pixels per cell, `figures` measures them,
`advice` tries changes (with `more_photos` that the library lacks), `report` holds all of that and
writes it as JSON, or as the `page` that `pictures` and `style` make up. `explanation` says why a
cell shows its photo, `cell_facts` is what it knows, and `cell_figure` draws that.
"""
