"""The translation board: how every page and every word of a country stands in each of its languages, and work on many at once."""
