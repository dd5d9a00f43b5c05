"""The mosaic: a cover and a library become a placement.

How data flows: `cells` cuts the cover, `selection` chooses the photos, `crops` says what cells may
show of each, `features` turns both into numbers, `match` finds the nearest tiles, `pins` places
those that must appear, `assign` lets the cells choose by the `rules` and the `objective`, `tint`
moves colours. `moves` is the search for a small objective, `unique` the assignment of photos that
may appear once, `pattern` the last resort with very few.
`build` does all of it, `cache` stores the result, `placement` is the result and `placement_file`
its file; `where` finds one photo in it, `sort_keys` says what its photos are ordered by.
`cover_mosaic` cuts the cover itself into the same cells, `backdrop` makes pictures that lie behind
them. `kernels` holds the compiled loops, `settings` what a user chooses.
"""
