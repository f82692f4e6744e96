"""Which tables a country's export holds, in the order in which an import fills them.

A table's rows are found through their owner: a foreign key to rows of a table above. A new model goes either to ``TABLES`` or to
``left_out``; a test fails for one that is in neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Collection, Page
from wagtail_localize.models import String, Template, TranslatableObject

from articles.models import ArticleCheck, TranslationState
from portal.core.words import words_of_countries
from portal.countries.models import Country, Topic

INTERNAL, SEALED = "internal", "sealed"
ASKED = {  # what is exported only when asked for, with what it means
    INTERNAL: "notes among officers and the people at organizations whom officers know",
    SEALED: "confidential places, still sealed: only an installation with the same CONFIDENTIAL_KEYS can open them",
}


@dataclass(frozen=True)
class Found:
    """The rows of a country, table by table."""

    country: Country

    def of(self, label: str) -> "QuerySet[Any]":
        """The primary keys of a table's rows, for a condition on another one's."""
        table = next(table for table in TABLES if table.label == label)
        return table.select(self).order_by().values("pk")


Rows = Callable[[Found], "QuerySet[Any]"]


@dataclass(frozen=True)
class Table:
    """A model in an export.

    ``owner``: the foreign key to a table above through which rows are found, or ``rows``, a function that finds them. ``key``: the
    fields that name a row among all of the export; without, rows are counted below ``numbered`` (a field) or from the first one on.
    ``later``: foreign keys to tables below, filled in at the end. ``without``: fields that an import makes anew. ``rich``: text fields
    with references inside tags. ``codecs``: fields that need more (``portal.lifecycle.rows``). ``shared``: the fields by which an
    import finds a row that countries share and that may be there already. ``part_of_shared``: rows come only with a new shared owner.
    ``tree``: a row's place is that of a child of its parent. ``asked``: exported only on request.
    """

    label: str
    owner: str = ""
    rows: Rows | None = None
    key: tuple[str, ...] = ()
    numbered: str = ""
    later: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rich: tuple[str, ...] = ()
    codecs: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()
    part_of_shared: bool = False
    tree: bool = False
    asked: str = ""

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def file(self) -> str:
        return f"tables/{self.label.lower()}.jsonl"

    @property
    def fields(self) -> "list[Field[Any, Any]]":
        """The columns of the model's own table that are exported. Who did something stays behind: accounts belong to an installation."""
        own = [field for field in self.model._meta.local_concrete_fields if field.name not in self.without]
        return [field for field in own if not _is_number(field) and not _is_account(field)]

    def select(self, found: Found) -> "QuerySet[Any]":
        """The rows of a country."""
        if self.rows is not None:
            return self.rows(found)
        owner: Any = self.model._meta.get_field(self.owner).related_model
        of_owner = {f"{self.owner}__in": found.of(owner._meta.label)}
        return self.model._base_manager.filter(**of_owner).order_by("pk")


def _is_number(field: Any) -> bool:
    return bool(field.primary_key and field.get_internal_type().endswith("AutoField"))


def _is_account(field: Any) -> bool:
    return bool(field.is_relation and field.related_model._meta.label == "auth.User")


def _pages(found: Found) -> "QuerySet[Any]":
    container = found.country.container
    return Page.objects.descendant_of(container, inclusive=True).order_by("path") if container else Page.objects.none()


def _of_pages(model: str) -> Rows:
    def rows(found: Found) -> "QuerySet[Any]":
        return apps.get_model(model)._base_manager.filter(page_ptr__in=found.of("wagtailcore.Page")).order_by("path")

    return rows


def _collections(found: Found) -> "QuerySet[Any]":
    own = found.country.collection
    return own.get_descendants(inclusive=True).order_by("path") if own else Collection.objects.none()


def _topics(found: Found) -> "QuerySet[Any]":
    return Topic.objects.filter(pages__in=_pages(found)).distinct().order_by("pk")


def _everything(label: str) -> Rows:
    return lambda found: apps.get_model(label)._base_manager.order_by("pk")


def _site(found: Found) -> "QuerySet[Any]":
    return apps.get_model("wagtailcore.Site").objects.filter(pk=found.country.site_id)


def _checks(found: Found) -> "QuerySet[Any]":
    return ArticleCheck.objects.filter(translation_key__in=_pages(found).values("translation_key")).order_by("pk")


def _revisions(found: Found) -> "QuerySet[Any]":
    """Of each page what is live, the newest draft, and what its translations were made from; older ones are history."""
    pages = _pages(found)
    wanted = Q(pk__in=pages.values("live_revision")) | Q(pk__in=pages.values("latest_revision"))
    wanted |= Q(pk__in=TranslationState.objects.filter(page__in=pages).values("made_from"))
    own = pages.order_by().annotate(number=Cast("pk", CharField())).values("number")
    wanted |= Q(object_id__in=own, approved_go_live_at__isnull=False)
    revisions = apps.get_model("wagtailcore.Revision").objects
    return revisions.filter(
        wanted, base_content_type__app_label="wagtailcore", base_content_type__model="page"
    ).order_by("pk")


def _translatable(found: Found) -> "QuerySet[Any]":
    keys = Q(translation_key__in=_pages(found).values("translation_key"))
    for words in words_of_countries():
        own = words._base_manager.filter(**{words.country_path(): found.country})
        keys |= Q(translation_key__in=own.values("translation_key"))
    return TranslatableObject.objects.filter(keys).order_by("pk")


def _strings(found: Found) -> "QuerySet[Any]":
    objects = found.of("wagtail_localize.TranslatableObject")
    used = Q(segments__source__object__in=objects) | Q(translations__context__object__in=objects)
    return String.objects.filter(used).distinct().order_by("pk")


def _templates(found: Found) -> "QuerySet[Any]":
    used = found.of("wagtail_localize.TranslationSource")
    return Template.objects.filter(segments__source__in=used).distinct().order_by("pk")


TABLES: tuple[Table, ...] = (
    Table(
        "countries.Country",
        rows=lambda found: Country.objects.filter(pk=found.country.pk),
        key=("code",),
        later=("container", "site", "collection"),
    ),
    Table("countries.CountryLanguage", owner="country", key=("country", "locale")),
    Table("countries.StageText", owner="country", key=("country", "locale")),
    Table("countries.Topic", rows=_topics, key=("slug",), shared=("slug",)),
    Table("countries.TopicText", owner="topic", key=("topic", "locale"), part_of_shared=True),
    Table("services_map.Category", rows=_everything("services_map.Category"), key=("slug",), shared=("slug",)),
    Table("services_map.CategoryText", owner="category", key=("category", "locale"), part_of_shared=True),
    Table("countries.Fact", owner="country", key=("country", "key"), without=("latest_revision",)),
    Table("countries.FactText", owner="fact", key=("fact", "locale")),
    Table("countries.FactCheck", owner="fact", numbered="fact"),
    Table("wagtailcore.Collection", rows=_collections, tree=True),
    Table("media.PortalImage", owner="collection", key=("file",)),
    Table("media.ImageText", owner="image", key=("image", "locale")),
    Table("wagtaildocs.Document", owner="collection", key=("file",)),
    Table("countries.Partner", owner="country", key=("country", "key")),
    Table("countries.PartnerText", owner="partner", key=("partner", "locale")),
    Table("countries.Alert", owner="country", key=("uid",), later=("page",)),
    Table("countries.AlertText", owner="alert", key=("alert", "locale")),
    Table("services_map.Town", owner="country", key=("country", "slug")),
    Table("services_map.TownText", owner="town", key=("town", "locale")),
    Table("services_map.Organization", owner="country", key=("public_id",)),
    Table("services_map.FocalPerson", owner="organization", numbered="organization", asked=INTERNAL),
    Table("services_map.Location", owner="country", key=("public_id",)),
    Table("services_map.ConfidentialPlace", owner="location", key=("location",), asked=SEALED),
    Table("services_map.Service", owner="country", key=("public_id",), without=("latest_revision",)),
    Table("services_map.ServiceText", owner="service", key=("service", "locale")),
    Table("services_map.ServiceAtLocation", owner="service", key=("public_id",)),
    Table("services_map.ContactPoint", owner="service", key=("public_id",)),
    Table("services_map.HoursException", owner="service", numbered="service"),
    Table("services_map.FormerSlug", owner="country", key=("country", "slug")),
    Table("services_map.ServiceCheck", owner="service", numbered="service"),
    Table("services_map.Proposal", owner="service", numbered="service", without=("link",)),
    Table("services_map.Report", owner="service", numbered="service"),
    Table("services_map.OfficerNote", owner="service", numbered="service", asked=INTERNAL),
    Table(
        "wagtailcore.Page",
        rows=_pages,
        key=("translation_key", "locale"),
        later=("live_revision", "latest_revision", "alias_of"),
        without=("url_path",),
        tree=True,
    ),
    Table("wagtailcore.PageViewRestriction", owner="page", numbered="page"),
    Table("wagtailcore.Site", rows=_site, codecs=(("hostname", "host"), ("port", "port"))),
    Table("media.Recording", owner="collection", key=("collection", "key")),
    Table("media.RecordingCaptions", owner="recording", key=("recording", "locale")),
    Table("countries.CountryContainer", rows=_of_pages("countries.CountryContainer"), key=("page_ptr",)),
    Table("countries.HomePage", rows=_of_pages("countries.HomePage"), key=("page_ptr",)),
    Table("countries.TopicPage", rows=_of_pages("countries.TopicPage"), key=("page_ptr",)),
    Table("articles.ArticlePage", rows=_of_pages("articles.ArticlePage"), key=("page_ptr",)),
    Table("articles.ArticleCheck", rows=_checks, numbered="translation_key"),
    Table("articles.ChangeNote", owner="country", numbered="country"),
    Table("articles.ChangeNoteText", owner="note", key=("note", "locale")),
    Table(
        "wagtailcore.Revision",
        rows=_revisions,
        numbered="object_id",
        codecs=(("object_id", "page_number"), ("content", "content")),
    ),
    Table("leaflets.Edition", owner="country", key=("country", "subject", "language", "number")),
    Table("leaflets.Handout", owner="edition", numbered="edition"),
    Table("articles.TranslationState", owner="country", numbered="country", codecs=(("subject", "subject"),)),
    Table("wagtail_localize.TranslatableObject", rows=_translatable, key=("translation_key",)),
    Table(
        "wagtail_localize.TranslationSource",
        owner="object",
        key=("object", "locale"),
        codecs=(("content_json", "content_text"),),
    ),
    Table("wagtail_localize.Translation", owner="source", key=("source", "target_locale")),
    Table("wagtail_localize.TranslationLog", owner="source", numbered="source"),
    Table("wagtail_localize.TranslationContext", owner="object", key=("object", "path")),
    Table(
        "wagtail_localize.String",
        rows=_strings,
        without=("data_hash",),
        rich=("data",),
        shared=("locale", "data_hash"),
    ),
    Table(
        "wagtail_localize.StringTranslation",
        owner="context",
        key=("context", "translation_of", "locale"),
        rich=("data",),
    ),
    Table(
        "wagtail_localize.SegmentOverride", owner="context", numbered="context", codecs=(("data_json", "attributes"),)
    ),
    Table("wagtail_localize.StringSegment", owner="source", numbered="source", codecs=(("attrs", "attributes"),)),
    Table("wagtail_localize.Template", rows=_templates, without=("uuid",), rich=("template",), shared=("uuid",)),
    Table("wagtail_localize.TemplateSegment", owner="source", numbered="source"),
    Table("wagtail_localize.RelatedObjectSegment", owner="source", numbered="source"),
    Table(
        "wagtail_localize.OverridableSegment", owner="source", numbered="source", codecs=(("data_json", "attributes"),)
    ),
)
