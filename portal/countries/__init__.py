"""Country sites: a country, its languages, its home and topic pages, its facts and emergency lines."""
