"""What of articles waits for a person, for the desk (``portal.countries.desk``)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import access, upkeep, workflow
from articles.models import ApprovalTask
from articles.upkeep import Need
from portal.countries.desk import Item, Section
from portal.countries.models import Country

FIRST = 5  # items that a section shows
_PLACES = {Need.OVERDUE: 100, Need.NEVER: 110, Need.DUE: 200}


def sections(user: Any, countries: Iterable[Country]) -> Iterator[Section]:
    """Articles to check, for those who answer for them, pages that wait for the user's approval, and pages that were sent back."""
    shown = list(countries)
    mine = set(access.countries(user).values_list("pk", flat=True))
    kept = [country for country in shown if country.pk in mine]
    if kept:
        yield from _to_check(kept, several=len(shown) > 1)
        yield from _approvals(user, kept, several=len(shown) > 1)
        yield _sent_back(user, kept, several=len(shown) > 1)


def _to_check(countries: Sequence[Country], *, several: bool) -> Iterator[Section]:
    titles = {
        Need.OVERDUE: _("Articles whose check is overdue"),
        Need.NEVER: _("Articles that nobody has checked"),
        Need.DUE: _("Articles to check soon"),
    }
    found = upkeep.standings(countries)
    for need, title in titles.items():
        some = [standing for standing in found if standing.need == need]
        query = {"state": str(need)} | ({"country": countries[0].slug} if len(countries) == 1 else {})
        yield Section(
            name=f"articles-{need}",
            title=title,
            count=len(some),
            url=f"{reverse('articles_to_check')}?{urlencode(query)}",
            items=tuple(
                Item(
                    title=standing.title,
                    url=reverse("articles_record_check", args=[standing.pk]),
                    country=str(standing.country) if several else "",
                    note=_("because a fact ends") if standing.fresh.by_fact else "",
                    day=standing.fresh.next_check_on,
                )
                for standing in some[:FIRST]
            ),
            order=_PLACES[need],
            icon="check",
        )


def _approvals(user: Any, countries: Sequence[Country], *, several: bool) -> Iterator[Section]:
    found = workflow.waiting_for(user, countries)
    labels = dict(ApprovalTask.Step.choices)
    yield Section(
        name="articles-approval",
        title=_("Waiting for your approval"),
        count=len(found),
        url=f"{reverse('wagtailadmin_reports:workflow_tasks')}?reviewable=true",
        items=tuple(
            Item(
                title=item.page.get_admin_display_title(),
                url=reverse("wagtailadmin_pages:edit", args=[item.page.pk]),
                country=str(item.country) if several else "",
                note=str(labels[item.step]),
                day=item.since,
            )
            for item in found[:FIRST]
        ),
        order=300,
        icon="circle-check",
    )


def _sent_back(user: Any, countries: Sequence[Country], *, several: bool) -> Section:
    found = workflow.sent_back(user, countries)
    return Section(
        name="articles-sent-back",
        title=_("Sent back to you"),
        count=len(found),
        url=f"{reverse('wagtailadmin_reports:workflow')}?status=needs_changes",
        items=tuple(
            Item(
                title=item.page.get_admin_display_title(),
                url=reverse("wagtailadmin_pages:edit", args=[item.page.pk]),
                country=str(item.country) if several else "",
                note=Truncator(item.comment).chars(100),
                day=item.since,
            )
            for item in found[:FIRST]
        ),
        order=290,
        icon="undo",
    )
