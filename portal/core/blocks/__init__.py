"""Block families that know nothing of countries: text, and references by key."""
