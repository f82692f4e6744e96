"""What readers may not see any more is in no copy to take along either: the files go at once, whichever way it was withdrawn (ADR 33).

It is kept what the copies of a country may hold. After every change that readers notice this is compared with what they may see now;
where something is missing, all copies of the country are deleted. The nightly command, or a manager, makes them anew.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.dispatch import receiver
from wagtail.models import Page

from articles.models import ArticlePage
from portal.countries import purge
from portal.countries.models import Country
from portal.lifecycle.models import Held, SiteJob, TakeAlong
from portal.media.models import PortalImage, Recording
from services_map.models import Category, Service, ServiceAtLocation
from services_map.vocabulary import Visibility

OPEN = "open"  # said of what is not sensitive: without it, it may be in no public copy


def begin(country: Country) -> int:
    """Before a copy is made: keep what it may hold. The number of withdrawals so far, for ``still``."""
    check(country)
    held, _made = Held.objects.get_or_create(country=country)
    _keep(held)
    return held.withdrawals


def still(country: Country, number: int) -> bool:
    """Whether nothing was withdrawn since ``begin``. Ask after a file was put where it is handed out."""
    return Held.objects.filter(country=country, withdrawals=number).exists()


def end(country: Country) -> None:
    """After a copy was made: what was published meanwhile may be in it, too."""
    check(country)
    _keep(Held.objects.get(country=country))


def check(country: Country) -> None:
    """Delete the copies of a country if they hold what readers may not see any more."""
    held = Held.objects.filter(country=country).first()
    if held is None or not held.what:
        return
    now = set(public(country))
    if now.issuperset(held.what):
        return
    Held.objects.filter(pk=held.pk).update(withdrawals=F("withdrawals") + 1)  # first: whoever is making one sees it
    for row in TakeAlong.objects.filter(country=country):
        forget(row.name, row.before)
        row.delete()
    for job in SiteJob.objects.filter(country=country, kind=SiteJob.Kind.SENSITIVE):
        job.path.unlink(missing_ok=True)
    held.refresh_from_db()
    held.what = sorted(now.intersection(held.what))
    held.save(update_fields=["what"])
    purge.country(country)


def forget(*names: str) -> None:
    """Delete files that were handed out; no name: none."""
    for name in filter(None, names):
        default_storage.delete(name)


def public(country: Country) -> Iterator[str]:
    """What everyone may see of a country, a word for each: pages, services, places as far as they are shown, recordings, pictures."""
    if country.container is None:  # it is just being deleted
        return
    offered = country.languages.values("locale")
    marked = ArticlePage.objects.filter(sensitive=True, locale=country.source_language).values("translation_key")
    sensitive = set(marked.values_list("translation_key", flat=True))
    pages = Page.objects.descendant_of(country.container).live().public().filter(locale__in=offered).order_by()
    for pk, key in pages.values_list("pk", "translation_key"):
        yield from _words("page", pk, open=key not in sensitive)
    quiet = set(Category.objects.with_sensitivity().filter(is_sensitive=True).values_list("pk", flat=True))
    listed = Service.objects.filter(country=country).listed().order_by()
    more = Service.other_categories.through.objects.filter(service__country=country, category__in=quiet)
    hidden = set(more.values_list("service", flat=True))
    for pk, category in listed.values_list("pk", "category"):
        yield from _words("service", pk, open=category not in quiet and pk not in hidden)
    places = ServiceAtLocation.objects.filter(service__in=listed).order_by()
    for pk, visibility in places.values_list("pk", "location__visibility"):
        if visibility != Visibility.HIDDEN:
            yield from _words("place", pk, open=visibility == Visibility.EXACT)
    for pk in Recording.objects.filter(collection=country.collection).values_list("pk", flat=True):
        yield f"recording {pk}"
    for pk in PortalImage.objects.filter(collection=country.collection).values_list("pk", flat=True):
        yield f"picture {pk}"


def _words(kind: str, pk: int, *, open: bool) -> Iterator[str]:
    yield f"{kind} {pk}"
    if open:
        yield f"{kind} {pk} {OPEN}"


def _keep(held: Held) -> None:
    held.what = sorted({*held.what, *public(held.country)})
    held.save(update_fields=["what"])


@receiver(purge.changed)
def something_changed(sender: type[Country], country: Country | None, **kwargs: object) -> None:
    """Compare once the running transaction is committed; once, however many rows it has changed."""
    compare = _compare(country.pk if country else None)
    if not any(waiting[1] is compare for waiting in connection.run_on_commit):
        transaction.on_commit(compare, robust=True)


@cache
def _compare(pk: int | None) -> Callable[[], None]:
    """The same function each time, so that one that waits already is found."""
    return partial(_check_kept, pk)


def _check_kept(pk: int | None) -> None:
    kept = Held.objects.select_related("country").filter(**({"country": pk} if pk else {}))
    for held in kept.defer("what"):
        check(held.country)
