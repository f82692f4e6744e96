"""Services as the standard's objects."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from locales import formats
from services_map.entries import Entry, PlaceEntry
from services_map.hsds import contacts, organizations, places
from services_map.hsds.context import Context, Json, moment, public_places, without_none
from services_map.hsds.ids import derived, shared
from services_map.hsds.reading import Row
from services_map.vocabulary import (
    Capacity,
    Cost,
    ExceptionReason,
    Population,
    Referral,
    ReferralBy,
    ReferralMethod,
    StatusNeeded,
)


def status(closed_until: dt.date | None) -> str:
    """The standard's status of a service that is on the list."""
    return "temporarily closed" if closed_until else "active"


def own(context: Context, row: Row) -> Json:
    """A service's own fields."""
    entry, words = row.entry, row.words
    checked = entry.freshness.checked_on
    return without_none(
        {
            "id": str(entry.public_id),
            "organization_id": str(row.organization.public_id),
            "name": words["name"],
            "description": words.get("description") or None,
            "url": contacts.website(context, row),
            "email": contacts.email(row),
            "status": status(entry.freshness.closed_until),
            "interpretation_services": _("other languages through an interpreter") if entry.interpretation else None,
            "application_process": _application(context, row) or None,
            "fees_description": words.get("cost") or str(Cost(entry.cost).label),
            "eligibility_description": words.get("eligibility") or _eligibility(row) or None,
            "minimum_age": entry.age_from,
            "maximum_age": entry.age_to,
            "assured_date": checked and checked.isoformat(),
            "alert": _alert(context, row) or None,
            "last_modified": moment(row.modified),
        }
    )


def listed(context: Context, row: Row) -> Json:
    """A service in a list: nothing of which it may have several."""
    return {**own(context, row), "organization": organizations.own(row.organization)}


def full(context: Context, row: Row, *, within_organization: bool = False) -> Json:
    """A service with everything below it; without its organization where it stands within it."""
    entry, owner = row.entry, str(row.entry.public_id)
    organization = {} if within_organization else {"organization": organizations.described(context, row.organization)}
    return {
        **own(context, row),
        **organization,
        "additional_urls": contacts.urls(context, row),
        "phones": contacts.phones(context, row),
        "contacts": contacts.people(row),
        "schedules": _schedules(context, row),
        "service_at_locations": [places.full_link(context, row, place) for place in public_places(entry)],
        "languages": [
            {"id": derived(entry.public_id, "language", code), "service_id": owner, **language}
            for code, language in contacts.languages(context, entry.languages)
        ],
        "cost_options": [_cost(row)],
        "required_documents": [
            {"id": derived(entry.public_id, "document", str(number)), "service_id": owner, "document": line.strip()}
            for number, line in enumerate(row.words.get("bring", "").split("\n"))
            if line.strip()
        ],
        "capacities": _capacities(context, row),
        "attributes": context.terms.attributes(entry.public_id, "service", context.terms.codes(entry, row.language)),
    }


def brief(context: Context, entry: Entry) -> Json:
    """As little of a service as the standard allows. No query."""
    name = context.directory.names(context.frame, context.language)[entry.position][0]
    return {"id": str(entry.public_id), "name": name, "status": status(entry.freshness.closed_until)}


def at_location(context: Context, row: Row, place: PlaceEntry) -> Json:
    """A service at a location in a list."""
    return {
        **places.link(context, row, place),
        "location": places.location(context, place),
        "service": listed(context, row),
    }


def full_at_location(context: Context, row: Row, place: PlaceEntry) -> Json:
    """A service at a location with everything below it.

    The standard's document of the interface gives this answer the schema of a service, so it has a name and a status as well.
    """
    same = brief(context, row.entry)
    return {
        **places.full_link(context, row, place),
        "name": same["name"],
        "status": same["status"],
        "service": listed(context, row),
    }


def _schedules(context: Context, row: Row) -> list[Json]:
    """The regular hours, and those of the exceptions still to come with the days on which they hold."""
    entry, field = row.entry, "service_id"
    found = context.schedules(entry.public_id, field, entry.hours, row.more["starts_on"], row.more["ends_on"])
    for override in entry.overrides:
        if override.last < context.directory.day:
            continue
        reason = str(dict(ExceptionReason.choices).get(override.reason, ""))
        for schedule in context.schedules(entry.public_id, field, override.hours, override.first, override.last):
            closed = schedule.get("description") == "off"
            words = _("closed") if closed else schedule.get("description", "")
            found.append({**schedule, "description": ": ".join(filter(None, (reason, words)))})
    return list({schedule["id"]: schedule for schedule in found}.values())  # an exception may have been entered twice


def _application(context: Context, row: Row) -> str:
    """How a person gets to the service, in a few sentences."""
    more, language = row.more, context.language

    def labels(choices: type, codes: list[str]) -> str:
        names = dict(choices.choices)  # type: ignore[attr-defined]
        return formats.listing([str(names[code]) for code in codes if code in names], language)

    parts = [labels(Referral, list(row.entry.referral))]
    if more["referral_by"]:
        parts.append(_("Who may refer: %(who)s") % {"who": labels(ReferralBy, more["referral_by"])})
    if more["referral_method"]:
        parts.append(_("How a referral is made: %(how)s") % {"how": labels(ReferralMethod, more["referral_method"])})
    if more["response_days"] is not None:
        days = more["response_days"]
        parts.append(ngettext("Answers within %(days)s day", "Answers within %(days)s days", days) % {"days": days})
    if more["consent_needed"]:
        parts.append(_("Written consent is needed"))
    if more["referral_feedback"]:
        parts.append(_("The referrer is told what became of it"))
    return "; ".join(part for part in parts if part)


def _eligibility(row: Row) -> str:
    """Whom it is for, by its codes, where nobody has worded it."""
    entry = row.entry
    populations = [str(Population(code).label) for code in entry.populations]
    needed = [str(StatusNeeded(entry.status_needed).label)] if entry.status_needed != StatusNeeded.NONE else []
    return "; ".join([*populations, *needed])


def _alert(context: Context, row: Row) -> str:
    fresh, parts = row.entry.freshness, []
    if fresh.closed_until:
        day = formats.date(fresh.closed_until, context.language)
        parts.append(_("Temporarily closed until %(date)s.") % {"date": day})
    if fresh.overdue and fresh.checked_on:
        day = formats.date(fresh.checked_on, context.language)
        parts.append(_("Last checked on %(date)s: call first.") % {"date": day})
    elif fresh.overdue:
        parts.append(_("Nobody has checked this yet: call first."))
    if row.entry.capacity == Capacity.FULL:
        parts.append(str(Capacity.FULL.label))
    return " ".join(parts)


def _cost(row: Row) -> Json:
    """The one cost that is known; an amount only where it is nothing."""
    cost = Cost(row.entry.cost)
    amount = {"amount": 0} if cost == Cost.FREE else {}
    return {
        "id": derived(row.entry.public_id, "cost"),
        "service_id": str(row.entry.public_id),
        "option": str(cost.label),
        **amount,
        "amount_description": row.words.get("cost") or str(cost.label),
    }


def _capacities(context: Context, row: Row) -> list[Json]:
    """Whether there is room, as of a day. Nobody counts places: the unit is a yes (1) or no (0)."""
    day = row.more["capacity_as_of"]
    if not day:
        return []
    capacity = Capacity(row.entry.capacity)
    unit = str(shared("unit", "room"))
    return [
        {
            "id": derived(row.entry.public_id, "capacity"),
            "service_id": str(row.entry.public_id),
            "unit_id": unit,
            "unit": {"id": unit, "name": _("takes new people: 1 is yes, 0 is no")},
            "available": 0 if capacity == Capacity.FULL else 1,
            "maximum": 1,
            "description": str(capacity.label),
            "updated": moment(dt.datetime.combine(day, dt.time(12), tzinfo=context.zone)),
        }
    ]
