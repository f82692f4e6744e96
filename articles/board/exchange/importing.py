"""Taking files in: everything in them is checked first, and nothing is taken in where anything is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles.board import access, jobs
from articles.board.exchange import formats, units
from articles.board.exchange.units import Bundle
from articles.models import TranslationJob, TranslationState
from portal.countries.models import Country

Files = Iterable[tuple[str, bytes]]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file; ``text`` is the text concerned, where it is one."""

    file: str
    reason: str
    text: str = ""


class Refused(Exception):
    """Nothing was taken in. ``problems``: all that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def take_in(files: Files, country: Country, *, user: Any) -> TranslationJob:
    """A job that takes the translations in the files in. Raises Refused."""
    problems: list[Problem] = []
    found: list[tuple[TranslationState, Bundle]] = []
    for name, content in files:
        try:
            for inner, bundle in formats.read(name, content):
                state = _check(inner, bundle, country, user, problems)
                if state is not None:
                    found.append((state, bundle))
        except formats.Unreadable as error:
            problems.append(Problem(name, str(error)))
    seen: set[int] = set()
    for state, bundle in found:
        if state.pk in seen:
            problems.append(Problem(bundle.name, _("Two files hold translations of the same thing.")))
        seen.add(state.pk)
    if not found and not problems:
        problems.append(Problem("", _("Choose a file.")))
    if problems:
        raise Refused(problems)
    payloads = {
        state.pk: {"digest": bundle.digest, "units": [[unit.path, unit.source, unit.target] for unit in bundle.units]}
        for state, bundle in found
    }
    return jobs.create(
        kind=TranslationJob.Kind.IMPORT,
        country=country,
        user=user,
        states=[state for state, _bundle in found],
        payloads=payloads,
    )


def _check(file: str, bundle: Bundle, country: Country, user: Any, problems: list[Problem]) -> TranslationState | None:
    """The state that a bundle is for; what is wrong with it goes into ``problems``."""

    def wrong(reason: str, text: str = "") -> None:
        problems.append(Problem(file, reason, text))

    if bundle.country != country.slug:
        wrong(_("This file belongs to another country: %(country)s.") % {"country": bundle.country})
        return None
    if bundle.language not in access.writable(user, country):
        wrong(_("You do not translate into this language here: %(language)s.") % {"language": bundle.language})
        return None
    app, _dot, model = bundle.kind.partition(".")
    states = TranslationState.objects.filter(
        country=country,
        content_type__app_label=app,
        content_type__model=model,
        subject=bundle.subject,
        locale__language_code=bundle.language,
    )
    state = states.select_related("country__source_language", "content_type", "locale", "made_from").first()
    now = units.bundle(state) if state else None
    if state is None or now is None:
        wrong(_("What this file translates is not on the board: it was deleted, or never published."))
        return None
    if now.digest != bundle.digest:
        wrong(_("“%(title)s” has changed since this file was exported. Export it again.") % {"title": now.title})
        return None
    return state if _check_units(bundle, now, state, wrong) else None


def _check_units(bundle: Bundle, now: Bundle, state: TranslationState, wrong: Any) -> bool:
    known = {(unit.path, unit.source) for unit in now.units}
    right = True
    for unit in bundle.units:
        reason = ""
        if (unit.path, unit.source) not in known:
            reason = _("The page has no such text. Only translations may be changed in a file, never the source.")
        elif unit.target:
            reason = units.problem(state, unit)
        if reason:
            right = False
            wrong(reason, unit.source[:200])
    if right and not any(unit.target for unit in bundle.units):
        wrong(_("There is no translation in it: “%(title)s”.") % {"title": now.title})
        return False
    return right
