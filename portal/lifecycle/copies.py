"""Copies to take along: a country in one language as a ZIP, and as a ZIM where that is possible, made ahead and kept with the uploads."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from locales import languages
from portal.core import clock
from portal.countries import purge, sites
from portal.countries.models import Country
from portal.lifecycle import package, static_site, withdrawals, zim
from portal.lifecycle.models import TakeAlong
from portal.lifecycle.package import Sink
from portal.lifecycle.static_site import Choice, Copied

Say = Callable[[str], None]
FOLDER = "copies"
WITHDRAWN = "Something was withdrawn while the copy was made. Make it again."
_TRIES = 3  # to make copies while teams withdraw things


@dataclass(frozen=True)
class Offer:
    """A copy that anybody may load. ``size`` in bytes."""

    language: str
    form: str
    recordings: bool
    url: str
    size: int
    pages: int
    made_on: dt.date


def offered(country: Country) -> list[Offer]:
    """The copies of a country as they are now, the smaller first; one query."""
    rows = TakeAlong.objects.filter(country=country).select_related("locale").order_by("locale", "-form", "recordings")
    return [
        Offer(
            language=row.locale.language_code,
            form=row.form,
            recordings=row.recordings,
            url=default_storage.url(row.name),
            size=row.size,
            pages=row.pages,
            made_on=row.made_on,
        )
        for row in rows
    ]


def make(*, country: Country, say: Say = lambda line: None) -> list[TakeAlong]:
    """Make all copies of a country anew, without sensitive pages; readers find them at once. Raises CannotCopy, and then all stay.

    The files that are replaced are kept until the next time: somebody may be loading them. Where something is withdrawn while they are
    made, they are begun anew.
    """
    for _try in range(_TRIES):
        try:
            return _make(country, say)
        except _Withdrawn:
            continue
    raise static_site.CannotCopy(WITHDRAWN)


class _Withdrawn(Exception):
    """What was just made may hold what was withdrawn since it was begun."""


def _make(country: Country, say: Say) -> list[TakeAlong]:
    number = withdrawals.begin(country)
    on = clock.today(country.time_zone)
    rows = country.languages.select_related("locale").order_by("sort_order")
    made: list[TakeAlong] = []
    for code in [row.locale.language_code for row in rows]:
        for recordings in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                files, copied = _files(country, code, on, recordings, Path(folder))
                for form, file in files.items():
                    made.append(_keep(country, code, form, recordings, file, copied, on))
                    if not withdrawals.still(country, number):
                        withdrawals.forget(made[-1].name, made[-1].before)
                        made[-1].delete()
                        raise _Withdrawn
                    say(f"  {made[-1].name}: {copied.pages[code]} pages, {made[-1].size:,} bytes")
            if not copied.recordings:
                break
    for old in TakeAlong.objects.filter(country=country).exclude(pk__in=[row.pk for row in made]):
        withdrawals.forget(old.name, old.before)
        old.delete()
    withdrawals.end(country)
    purge.country(country)
    return made


def write(*, country: Country, language: str, to: Sink, sensitive: bool, recordings: bool) -> Copied:
    """One copy in one language."""
    choice = Choice(codes=(language,), recordings=recordings, sensitive=sensitive)
    return static_site.write(country=country, to=to, on=clock.today(country.time_zone), choice=choice)


def files(country: Country) -> set[str]:
    """The names of a country's copies in the storage."""
    pairs = TakeAlong.objects.filter(country=country).values_list("name", "before")
    return {name for pair in pairs for name in pair if name}


class _Both:
    """Writes everything to several sinks."""

    def __init__(self, sinks: list[Sink]) -> None:
        self.sinks = sinks

    def write(self, name: str, data: bytes) -> None:
        for sink in self.sinks:
            sink.write(name, data)


def _files(
    country: Country, code: str, on: dt.date, recordings: bool, folder: Path
) -> tuple[dict[TakeAlong.Form, Path], Copied]:
    targets = {TakeAlong.Form.ZIP: folder / "copy.zip"}
    if zim.is_possible():
        targets[TakeAlong.Form.ZIM] = folder / "copy.zim"
    with ExitStack() as stack:
        sinks = [stack.enter_context(_sink(country, code, on, form, path)) for form, path in targets.items()]
        copied = write(country=country, language=code, to=_Both(sinks), sensitive=False, recordings=recordings)
    return targets, copied


@contextmanager
def _sink(country: Country, code: str, on: dt.date, form: TakeAlong.Form, path: Path) -> Iterator[Sink]:
    if form == TakeAlong.Form.ZIP:
        with package.sink(path) as sink:
            yield sink
        return
    title = f"{country.name_in(languages.get(code).catalog_code)} ({languages.get(code).endonym})"
    name = f"{country.slug}-{code}"
    with zim.sink(path, code=code, name=name, title=title, description=title, publisher=country.team, on=on) as sink:
        yield sink


def _keep(
    country: Country, code: str, form: TakeAlong.Form, recordings: bool, file: Path, copied: Copied, on: dt.date
) -> TakeAlong:
    locale = sites.locale(code)
    which = {"country": country, "locale": locale, "form": form, "recordings": recordings}
    row = TakeAlong.objects.filter(**which).first() or TakeAlong(**which)
    gone, row.before = row.before, row.name
    with file.open("rb") as opened:
        row.name = default_storage.save(_name(country, code, form, recordings, on), File(opened))
    row.size, row.pages, row.made_on = file.stat().st_size, copied.pages[code], on
    row.save()
    withdrawals.forget(gone)
    return row


def _name(country: Country, code: str, form: TakeAlong.Form, recordings: bool, on: dt.date) -> str:
    """A plain name with the day; a second copy of a day has a number, so that a file never changes under its name."""
    stem = f"{FOLDER}/{country.slug}-{code}{'-recordings' if recordings else ''}-{on.isoformat()}"
    name, number = f"{stem}.{form}", 2
    while default_storage.exists(name):
        name, number = f"{stem}-{number}.{form}", number + 1
    return name
