"""A small validator of JSON Schema, as much of it as the scene's schema uses.

References
----------
JSON Schema 2020-12, https://json-schema.org/draft/2020-12/json-schema-validation
"""

import re

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}
_BOUNDS = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound,
    "exclusiveMaximum": lambda value, bound: value < bound,
    "minLength": lambda value, bound: len(value) >= bound,
    "minItems": lambda value, bound: len(value) >= bound,
    "maxItems": lambda value, bound: len(value) <= bound,
    "pattern": lambda value, pattern: re.search(pattern, value) is not None,
}
_NOTES = {"$schema", "$defs", "title", "description", "default", "examples"}


def accepts(schema, value, root=None):
    """Return whether `value` is valid; a keyword that is not known here is a KeyError."""
    root = root or schema
    return all(
        _holds(keyword, argument, schema, value, root)
        for keyword, argument in schema.items()
        if keyword not in _NOTES
    )


def _holds(keyword, argument, schema, value, root):
    match keyword:
        case "$ref":
            return accepts(root["$defs"][argument.removeprefix("#/$defs/")], value, root)
        case "anyOf":
            return any(accepts(choice, value, root) for choice in argument)
        case "enum":
            return value in argument
        case "const":
            return value == argument
        case "type":
            number = argument in ("integer", "number")
            return isinstance(value, _TYPES[argument]) and not (number and isinstance(value, bool))
        case "required":
            return not isinstance(value, dict) or set(argument) <= set(value)
        case "properties":
            return not isinstance(value, dict) or all(
                accepts(argument[key], part, root) for key, part in value.items() if key in argument
            )
        case "additionalProperties":
            known = schema.get("properties", {})
            others = set(value) - set(known) if isinstance(value, dict) else set()
            if isinstance(argument, dict):
                return all(accepts(argument, value[name], root) for name in others)
            return argument or not others
        case "propertyNames":
            return not isinstance(value, dict) or all(accepts(argument, n, root) for n in value)
        case "items":
            return not isinstance(value, list) or all(accepts(argument, i, root) for i in value)
        case "prefixItems":
            return not isinstance(value, list) or all(
                accepts(part, item, root) for part, item in zip(argument, value, strict=False)
            )
    return not _applies(keyword, value) or _BOUNDS[keyword](value, argument)


def _applies(keyword, value):
    if keyword in ("minLength", "pattern"):
        return isinstance(value, str)
    if keyword in ("minItems", "maxItems"):
        return isinstance(value, list)
    return isinstance(value, int | float) and not isinstance(value, bool)
