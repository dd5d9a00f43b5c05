"""How the scene language is declared: keys, kinds, defaults, problems, and its JSON Schema.

Pydantic would do much of this, but importing it takes 0.15 to 0.27 s of the 0.3 s that `check`
has.
"""
