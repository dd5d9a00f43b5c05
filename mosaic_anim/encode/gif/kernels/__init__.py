"""Loops over colours and pixels, compiled by Numba. Integers only: the same on every machine."""
