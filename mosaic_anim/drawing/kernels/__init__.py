"""Loops over pixels, compiled by Numba. They take and give arrays only, and run in one thread.

`strips` draws many small cells as one picture, `cells` draws close-ups cell by cell; both go
through the same `steps`, block by block of 8 rows, 32 `lanes` of 16 bits at a time. `weights`
weighs cells that were drawn as one picture. `light` mixes finished frames. `sprites` draws tiles in
flight: `shapes` says where, `texels` reads their pictures, `veils` keeps account of translucent
ones.

Numba keeps compiled code beside a function and looks only at that function's own file to see
whether it is still good: after a change in `lanes`, `steps`, `shapes`, `texels` or `veils`, remove
`kernels/__pycache__`.
"""
