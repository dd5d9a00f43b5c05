"""Loops over colours and pixels, compiled by Numba. Integers only: the same on every machine.

Numba keeps compiled code beside a function and looks only at that function's own file to see
whether it is still good: after a change in `nearest`, remove `__pycache__`.
"""
