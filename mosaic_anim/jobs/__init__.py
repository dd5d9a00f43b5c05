"""Scene -> Stage (libraries indexed, placements matched) -> frames drawn ahead -> output files."""
