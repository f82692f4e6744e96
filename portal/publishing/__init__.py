"""For machines: feeds, sitemaps, the JSON API. Reads what the rooms below publish; owns no table."""
