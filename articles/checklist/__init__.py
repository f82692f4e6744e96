"""What an article should have before it is published, and what it must have (docs/adr/0029-workflow-and-checklist.md).

Each rule is an object with a name, a title and a test that finds gaps. The editor's panel, the page of an article's checklist and
publishing itself ask the same rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from articles.checklist.rules import RULES, Rule
from articles.checklist.subject import Subject
from articles.models import ArticlePage
from portal.core import clock
from portal.countries.models import Country

__all__ = ["Result", "Rule", "Subject", "blocking", "hold", "results", "subject"]


@dataclass(frozen=True)
class Result:
    """What a rule found. ``gaps`` is empty where all is well."""

    rule: Rule
    gaps: tuple[str, ...]

    @property
    def state(self) -> str:
        """``ok``, ``advice``, or ``missing`` for what stands in the way of publication."""
        if not self.gaps:
            return "ok"
        return "missing" if self.rule.blocks else "advice"


def subject(page: Any) -> Subject | None:
    """What the rules look at; None for a page that is no article of a country."""
    if not isinstance(page, ArticlePage):
        return None
    country = Country.objects.of_page(page)
    return Subject(page, country, clock.today(country.time_zone)) if country else None


def results(subject: Subject, rules: Iterable[Rule] = RULES) -> list[Result]:
    """What each rule finds, in the order of the rules."""
    return [Result(rule, tuple(rule.find(subject))) for rule in rules]


def blocking(page: Any) -> list[Result]:
    """What stands in the way of publishing a page as it is; nothing for a page that is no article of a country."""
    found = subject(page)
    if found is None:
        return []
    return [result for result in results(found, (rule for rule in RULES if rule.blocks)) if result.gaps]


def hold(page: Any) -> None:
    """Raises ValidationError, with everything that is missing, for a page that may not be published as it is."""
    gaps = [gap for result in blocking(page) for gap in result.gaps]
    if gaps:
        raise ValidationError(gaps)
