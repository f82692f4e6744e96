"""Which of the languages on offer a browser asks for."""

from collections.abc import Sequence

from django.utils.translation.trans_real import parse_accept_lang_header

from locales import languages

# What browsers and phones send for languages that the registry writes otherwise.
_ALIASES = {"fa-af": "prs", "mo": "ro", "sr-cyrl": "sr-latn", "sh": "sr-latn", "kmr": "ku", "pes": "fa", "pbt": "ps"}


def best(accept_language: str, offered: Sequence[str]) -> str | None:
    """The offered language that the ``Accept-Language`` header prefers, or None where it names none of them.

    RFC 4647 lookup (``uk-UA`` finds ``uk``), then any offered language with the same primary subtag (``sr`` finds ``sr-latn``,
    ``rom`` the first Romani dialect on offer), then for each wanted language those that its readers read as well.
    """
    wanted = [code for code, quality in parse_accept_lang_header(accept_language.lower()) if quality and code != "*"]
    for code in wanted:
        match = _lookup(_known_as(code), offered) or _lookup(code, offered)
        if match:
            return match
    for code in wanted:
        known = languages.LANGUAGES.get(_known_as(code)) or languages.LANGUAGES.get(code.split("-")[0])
        for fallback in known.fallbacks if known else ():
            if fallback in offered and fallback != "en":
                return fallback
    return None


def _known_as(code: str) -> str:
    """The registry's tag for an alias: ``fa-AF`` is ``prs``, ``pbt-AF`` is ``ps``."""
    return _ALIASES.get(code) or _ALIASES.get(code.split("-")[0]) or code


def _lookup(code: str, offered: Sequence[str]) -> str | None:
    parts = code.split("-")
    while parts:
        tag = "-".join(parts)
        if tag in offered:
            return tag
        parts.pop()
        if parts and len(parts[-1]) == 1:  # a singleton such as "x" never ends a tag
            parts.pop()
    primary = code.split("-")[0] + "-"
    return next((item for item in offered if item.startswith(primary)), None)
