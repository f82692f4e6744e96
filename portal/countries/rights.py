"""What each role may do in Wagtail itself, in one table, and how a group gets exactly that.

Rows that belong to a country (facts, services, recordings) are not in it: who may do what with them stands in their ``CountryPolicy``
(``portal.countries.walls``). ``manage.py apply_roles`` brings all groups to this table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

Right = tuple[str, int | None]  # app_label.codename, and the key of the page or collection where it holds


class Role(StrEnum):
    """What a person does in a country team."""

    EDITOR = "editor"
    TRANSLATOR = "translator"  # into given languages
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    OFFICER = "officer"  # service mapping officer
    MANAGER = "manager"  # country manager


@dataclass(frozen=True)
class Rights:
    """Rights of a group.

    ``pages``: on the country's container, for translators on the home page of their language, for programme staff everywhere.
    ``files``: on images and documents of the country's collection. ``others``: rights that know no country, as
    app_label.codename. ``collections``: on the collections themselves.
    """

    words: str
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ("choose",)
    others: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


_ACCESS = "wagtailadmin.access_admin"
_TRANSLATE = "wagtail_localize.submit_translation"
_ALL_PAGES = ("add", "bulk_delete", "change", "lock", "publish", "unlock")
_ALL_FILES = ("add", "change", "choose")

RIGHTS: dict[Role, Rights] = {
    Role.EDITOR: Rights("writes, submits for review", ("add", "change"), _ALL_FILES, (_TRANSLATE,)),
    Role.TRANSLATOR: Rights("translates into given languages", ("change",), ("choose",), (_TRANSLATE,)),
    Role.REVIEWER: Rights("reads, corrects and approves", ("change",)),
    Role.PUBLISHER: Rights(
        "publishes, unpublishes, locks", ("add", "change", "lock", "publish", "unlock"), _ALL_FILES, (_TRANSLATE,)
    ),
    Role.OFFICER: Rights("keeps the service directory", (), (), ("services_map.map_services",)),
    Role.MANAGER: Rights(
        "everything in the country, and its people",
        _ALL_PAGES,
        _ALL_FILES,
        (_TRANSLATE, "services_map.map_services"),
    ),
}
# Nothing about users, groups and sites: whoever may change users can make themselves a superuser.
PROGRAMME_RIGHTS = Rights(
    "everything in every country, and what all countries share",
    _ALL_PAGES,
    _ALL_FILES,
    (_TRANSLATE, "services_map.map_services", "wagtailcore.add_workflow", "wagtailcore.change_workflow",
     "wagtailcore.delete_workflow", "wagtailcore.add_task", "wagtailcore.change_task", "wagtailcore.delete_task"),
    ("add", "change", "delete"),
)  # fmt: skip
NO_RIGHTS = Rights("", (), (), ())


def grant(group: Group, rights: Rights, page: Page | None, collection: Collection | None) -> list[str]:
    """Give a group exactly these rights, on this page and collection and all below.

    What changed, such as ``+ wagtailcore.change_page (12)``, with the key of the page or collection.
    """
    before, wanted = _held(group), _wanted(rights, page, collection)
    gone, new = before - wanted, wanted - before
    known = _permissions(name for name, _place in gone | new)
    for name, place in gone:
        if place is None:
            group.permissions.remove(known[name])
        else:
            _table(name).filter(group=group, permission=known[name], **_at(name, place)).delete()
    for name, place in new:
        if place is None:
            group.permissions.add(known[name])
        else:
            _table(name).create(group=group, permission=known[name], **_at(name, place))
    changes = [("-", right) for right in gone] + [("+", right) for right in new]
    return [f"{sign} {name}" + (f" ({place})" if place else "") for sign, (name, place) in sorted(changes, key=str)]


def _wanted(rights: Rights, page: Page | None, collection: Collection | None) -> set[Right]:
    wanted: set[Right] = set()
    if rights != NO_RIGHTS:
        wanted |= {(name, None) for name in (_ACCESS, *rights.others)}
    if page:
        wanted |= {(f"wagtailcore.{action}_page", page.pk) for action in rights.pages}
    if collection:
        kinds = ("wagtailimages", "image"), ("wagtaildocs", "document")
        wanted |= {(f"{app}.{action}_{kind}", collection.pk) for app, kind in kinds for action in rights.files}
        wanted |= {(f"wagtailcore.{action}_collection", collection.pk) for action in rights.collections}
    return wanted


def _held(group: Group) -> set[Right]:
    names = "permission__content_type__app_label", "permission__codename"
    held: set[Right] = {
        (f"{app}.{codename}", None)
        for app, codename in group.permissions.values_list("content_type__app_label", "codename")
    }
    pages = GroupPagePermission.objects.filter(group=group).values_list(*names, "page_id")
    collections = GroupCollectionPermission.objects.filter(group=group).values_list(*names, "collection_id")
    return held | {(f"{app}.{codename}", place) for app, codename, place in (*pages, *collections)}


def _table(name: str) -> Any:
    return (GroupPagePermission if name.endswith("_page") else GroupCollectionPermission).objects


def _at(name: str, place: int) -> dict[str, int]:
    return {"page_id" if name.endswith("_page") else "collection_id": place}


def _permissions(names: Iterable[str]) -> dict[str, Permission]:
    """Permissions by name. Raises KeyError for one that the installation does not know."""
    wanted = set(names)
    match = Q()
    for name in wanted:
        app, codename = name.split(".")
        match |= Q(content_type__app_label=app, codename=codename)
    rows = Permission.objects.filter(match).select_related("content_type") if wanted else ()
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    if missing := wanted - set(found):
        raise KeyError(f"No such permission: {', '.join(sorted(missing))}")
    return found
