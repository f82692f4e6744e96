"""One page of every type, in left-to-right and right-to-left languages: (name, country, path, kind of budget)."""

PAGES = [
    ("front door uk", "", "/uk/", "text"),
    ("front door ur", "", "/ur/", "text"),
    ("home en", "moldova", "/en/", "text"),
    ("home uk", "hungary", "/uk/", "text"),
    ("home ar", "bulgaria", "/ar/", "text"),
    ("home ur", "serbia", "/ur/", "text"),
    ("home ps", "serbia", "/ps/", "text"),
    ("home audio first", "moldova", "/rom-x-ursari/", "audio"),
    ("topic en", "czechia", "/en/temporary-protection/", "text"),
    ("topic ar", "slovakia", "/ar/health/", "text"),
    ("topic ur with fallbacks", "serbia", "/ur/safety/", "text"),
    ("article en", "romania", "/en/housing/housing-support/", "text"),
    ("article uk", "serbia", "/uk/asylum/how-to-ask-for-asylum/", "text"),
    ("article ar", "bulgaria", "/ar/temporary-protection/temporary-protection/", "text"),
    ("article ur", "serbia", "/ur/asylum/how-to-ask-for-asylum/", "text"),
    ("article fa", "serbia", "/fa/children-alone/children-alone/", "text"),
    ("article outdated", "serbia", "/ar/temporary-protection/temporary-protection-ukraine/", "text"),
    ("article in fallback", "serbia", "/ur/safety/trafficking/", "text"),
    ("article with picture", "hungary", "/uk/temporary-protection/card-valid-longer/", "picture"),
    ("article with picture en", "czechia", "/en/temporary-protection/extending-protection/", "picture"),
    ("article with recordings", "moldova", "/en/first-days/romani-language-information/", "picture"),
]
ERRORS = [
    ("not found uk", "moldova", "/uk/nothing/"),
    ("not found ur", "serbia", "/ur/nothing/"),
    ("language not offered ar", "moldova", "/ar/"),
    ("unknown site", "france", "/en/"),
]
