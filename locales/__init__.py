"""Languages: the registry, direction, fallback and formats. Knows nothing of countries or articles."""
