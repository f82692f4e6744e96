"""Partners and donors as readers see them: a credit line in the best language, or the name alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.countries.models import Country, Partner

LOGO = "max-240x96|format-webp|webpquality-80"  # the size of a logo on the page of partners


@dataclass(frozen=True)
class Credit:
    """A partner or donor for readers of one language. ``line``: the credit line in ``language``; without one, the name."""

    key: str
    name: str
    kind: str
    url: str
    line: str
    language: str
    everywhere: bool
    logo: int | None


_FIELDS = ("key", "name", "kind", "url", "logo", "everywhere", "texts__locale", "texts__credit")
Row = dict[str, Any]  # of _FIELDS: a partner with its line in one language, or in none


def of_country(country: Country) -> list[Row]:
    """The country's partners in their order, once for each language of their credit lines; one query."""
    rows = Partner.objects.filter(country=country).order_by("sort_order", "name", "pk", "texts__pk")
    return list(rows.values(*_FIELDS))


def credits_in(rows: Iterable[Row], chain: Sequence[tuple[int, str]]) -> list[Credit]:
    """Each partner with its line in the first language of ``chain``, (locale id, code), that has one."""
    partners: dict[str, Row] = {}
    lines: dict[str, dict[int, str]] = defaultdict(dict)
    for row in rows:
        partners.setdefault(row["key"], row)
        if row["texts__credit"]:
            lines[row["key"]][row["texts__locale"]] = row["texts__credit"]
    credits = []
    for key, row in partners.items():
        worded = ((lines[key][pk], code) for pk, code in chain if pk in lines[key])
        line, language = next(worded, (row["name"], chain[0][1]))
        fields = {name: row[name] for name in ("key", "name", "kind", "url", "logo", "everywhere")}
        credits.append(Credit(line=line, language=language, **fields))
    return credits
