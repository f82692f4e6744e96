"""A fact at a glance: what it says, where, since when, who checked it; and the one press "Checked, still right"."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_valid_next_url_from_request

from locales import formats
from portal.core import clock
from portal.countries import fact_register, facts
from portal.countries.desk import Item, Section
from portal.countries.fact_lists import STATES, admin_language, label, today
from portal.countries.fact_register import State
from portal.countries.models import Fact
from portal.countries.walls import CountryPolicy, walled

View = Callable[..., HttpResponseBase]


def overview(request: HttpRequest, pk: int, policy: CountryPolicy) -> HttpResponse:
    """For all who may see the fact."""
    fact = get_object_or_404(Fact.objects.select_related("country__source_language", "owner"), pk=pk)
    language, day = admin_language(), clock.today(fact.country.time_zone)
    texts = list(fact.texts.select_related("locale"))
    context = {
        "fact": fact,
        "title": label(fact),
        "state": fact_register.state(fact, day),
        "state_label": STATES[fact_register.state(fact, day)],
        "value": fact_register.value(fact, language),
        "words": [(text, facts.value(fact, text, text.locale.language_code)) for text in texts],
        "uses": fact_register.uses(fact),
        "checks": fact.checks.select_related("user")[:20],
        "history": fact_register.history(fact, language),
        "may_delete": policy.user_has_permission_for_instance(request.user, "delete", fact),
        "may_change": policy.user_has_permission_for_instance(request.user, "change", fact),
        "language": language,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("portal_fact:list"), "label": _("Facts")},
            {"url": "", "label": fact.key},
        ],
        "header_title": label(fact),
        "page_title": label(fact),
        "header_icon": "pin",
    }
    return render(request, "countries/admin/fact.html", context)


def check(request: HttpRequest, pk: int, policy: CountryPolicy) -> HttpResponse:
    """ "Checked, still right", by a press; an earlier day and a note may come with it."""
    fact = get_object_or_404(Fact.objects.select_related("country__source_language"), pk=pk)
    if request.method != "POST" or not policy.user_has_permission_for_instance(request.user, "change", fact):
        raise PermissionDenied
    day = clock.today(fact.country.time_zone)
    try:
        on = dt.date.fromisoformat(request.POST["on"]) if request.POST.get("on") else day
        fact_register.record_check(fact=fact, user=request.user, on=on, today=day, note=request.POST.get("note", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except ValueError:
        messages.error(request, _("This is no day."))
    else:
        messages.success(
            request,
            _("“%(key)s” is recorded as checked on %(day)s. It counts for all languages.")
            % {"key": fact.key, "day": formats.date(on, admin_language())},
        )
    back = get_valid_next_url_from_request(request) or reverse("portal_fact_overview", args=[pk])
    return HttpResponseRedirect(back)


def keep_what_is_used(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """For the hook ``before_delete_snippet``: a fact that readers see stays, and who asked is led to where they see it."""
    for fact in instances:
        if isinstance(fact, Fact) and (fact.emergency_order or fact_register.uses(fact)):
            messages.error(
                request, _("Not deleted: readers see this fact in the places below. Take it out of them first.")
            )
            return HttpResponseRedirect(reverse("portal_fact_overview", args=[fact.pk]))
    return None


def urlpatterns(policy: CountryPolicy) -> list[URLPattern]:
    """For the hook ``register_admin_urls``; behind the walls of ``policy``."""
    return [
        path("facts/<int:pk>/overview/", _inside(overview, policy, "view"), name="portal_fact_overview"),
        path("facts/<int:pk>/check/", _inside(check, policy, "change"), name="portal_fact_check"),
    ]


def _inside(view: Callable[..., HttpResponse], policy: CountryPolicy, action: str) -> View:
    @wraps(view)
    def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, policy=policy, **kwargs)

    admin: View = require_admin_access(walled(with_policy, Fact, action))
    return admin


def on_desk(policy: CountryPolicy, user: Any, countries: Iterable[Any]) -> list[Section]:
    """What of the register waits: run out, ends soon, to be checked. The same number of queries however many."""
    day, language = today(), admin_language()
    mine = policy.instances_user_has_any_permission_for(user, ["change"]).filter(country__in=countries)
    kinds = {
        State.RUN_OUT: (_("Facts that have run out"), 100, "warning"),
        State.ENDING: (_("Facts that end soon"), 200, "date"),
        State.DUE: (_("Facts to be checked"), 210, "pin"),
    }
    found = fact_register.waiting((name, fact_register.in_state(mine, name, day)) for name in kinds)
    return [
        Section(
            name=f"facts-{name}",
            title=title,
            count=found[name][0],
            url=f"{reverse('portal_fact:list')}?state={name}",
            items=tuple(_item(fact, language, due=name == State.DUE) for fact in found[name][1]),
            order=order,
            icon=icon,
        )
        for name, (title, order, icon) in kinds.items()
    ]


def _item(fact: Fact, language: str, *, due: bool) -> Item:
    return Item(
        title=label(fact),
        url=reverse("portal_fact_overview", args=[fact.pk]),
        country=fact.country.slug,
        note=fact_register.value(fact, language),
        day=fact.next_check_on if due else fact.valid_until,
    )
