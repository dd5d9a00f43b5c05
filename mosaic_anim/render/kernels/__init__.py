"""Loops over pixels, compiled by Numba. They take and give arrays only, and run in one thread.

`taps` plans the filter along one axis; `strips` draws many small cells as one picture, `cells`
draws close-ups cell by cell; both work in blocks of `block`, 32 lanes of 16 bits at a time
(`lanes`); `light` mixes whole frames in linear light.
"""
