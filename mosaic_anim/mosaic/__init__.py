"""The mosaic: a cover and a library become a placement.

How data flows: `cells` cuts the cover, `selection` chooses the photos, `crops` says what cells may
show of each, `features` turns both into numbers, `match` finds the nearest tiles, `pins` places
those that must appear, `assign` lets the cells choose (`unique`, if each photo may appear once; `pattern`, with very few) by the
`rules` and the `objective`, of which `moves` is the search, `tint` moves colours.
`build` does all of it, `cache` stores the result, `placement` is the result and `placement_file`
its file; `where` finds one photo in it, `sort_keys` says what its photos are ordered by.
`cover_mosaic` cuts the cover itself into the same cells, `backdrop` makes pictures that lie behind
them. `kernels` holds the compiled loops, `settings` what a user chooses.
"""
