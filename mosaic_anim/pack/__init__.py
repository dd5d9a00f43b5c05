"""Packs: what frames are drawn from, in one file that travels to other machines."""
