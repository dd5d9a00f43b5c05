"""Loops over pixels, compiled by Numba. They take and give arrays only, and run in one thread.

`strips` draws many small cells as one picture, `cells` draws close-ups cell by cell; both go
through the same `steps`, a block of 8 rows after another, 32 channels at a time (`blocks`), with
weights from `triangles`. `weights` weighs cells that were drawn as one picture. `light` mixes
finished frames. `sprites` draws tiles in flight, 8 pixels at a time (`chunks`): `shapes` says
where, `texels` reads their pictures, `masks` keeps account of what opaque ones hide and `veils` of
translucent ones. `smears` draws those that move while the shutter is open: `swaths` says where,
`instants` which of them is seen when, `smear_chunks` in which colours.

Kernels take records, named tuples of arrays and numbers: for compiled code they are what they hold.
Code that Numba would not make of a loop is written as `intrinsics`, in arithmetic on `vectors`.
What each kernel draws is said once more in plain numpy, in `tests/drawing/kernels`.
"""
