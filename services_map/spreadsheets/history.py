"""The history of many services at once: a revision and an entry in the log for each, as save_revision and wagtail.log_actions make them.

Neither holds anything confidential: places stand in revisions by key only.
"""

import uuid
from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from portal.countries.models import Country
from services_map.models import ContactPoint, HoursException, Service, ServiceAtLocation, ServiceText
from services_map.spreadsheets.parts import batches

_CHILDREN: dict[str, Any] = {
    "texts": ServiceText,
    "places": ServiceAtLocation,
    "contacts": ContactPoint,
    "exceptions": HoursException,
}
BATCH = 200


def keep(services: list[tuple[Service, bool, str]], country: Country, user: Any) -> None:
    """Save revisions and log entries. ``services``: each with whether it is new, and its name; as they are in the database now."""
    kind = ContentType.objects.get_for_model(Service, for_concrete_model=False)
    now, import_id = timezone.now(), uuid.uuid4()
    _fill([service for service, _new, _name in services], country)
    revisions = Revision.objects.bulk_create(
        (
            Revision(
                content_type=kind,
                base_content_type=kind,
                object_id=str(service.pk),
                created_at=now,
                user=user,
                content=service.serializable_data(),
                object_str=name,
            )
            for service, _new, name in services
        ),
        BATCH,
    )
    ModelLogEntry.objects.bulk_create(
        (
            ModelLogEntry(
                content_type=kind,
                object_id=str(service.pk),
                label=name,
                action="wagtail.create" if new else "wagtail.edit",
                timestamp=now,
                user=user,
                uuid=import_id,
                revision=revision,
                content_changed=True,
                data={"import": True},
            )
            for (service, new, name), revision in zip(services, revisions, strict=True)
        ),
        BATCH,
    )
    newest = Revision.objects.filter(content_type=kind, object_id=Cast(OuterRef("pk"), CharField()))
    newest = newest.order_by("-pk").values("pk")[:1]
    for batch in batches([service.pk for service, _new, _name in services]):
        Service.objects.filter(pk__in=batch).update(latest_revision=Subquery(newest))


def _fill(services: list[Service], country: Country) -> None:
    """Give the services their children in memory: serializing each would otherwise query each table."""
    found: dict[str, dict[int, list[Any]]] = {name: defaultdict(list) for name in _CHILDREN}
    for name, model in _CHILDREN.items():
        for row in model._default_manager.filter(service__country=country):
            found[name][row.service_id].append(row)
    through = Service.other_categories.through.objects.filter(service__country=country).select_related("category")
    others: dict[int, list[Any]] = defaultdict(list)
    for link in through:
        others[link.service_id].append(link.category)
    for service in services:
        children = {name: rows[service.pk] for name, rows in found.items()}
        service._cluster_related_objects = {**children, "other_categories": others[service.pk]}
