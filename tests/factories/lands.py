"""Countries with one of everything that the admin knows, for the walk over its addresses.

All that belongs to a land carries its word in titles and names, and its key wherever the key can be chosen, so that one number fits most
addresses.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model
from PIL import Image as Picture
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.models import Collection, Locale, Page, Revision, Site, Task, UploadedFile, Workflow
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.operations import translate_object

from articles.models import (
    ArticleCheck,
    ArticlePage,
    ChangeNote,
    ChangeNoteText,
    GlossaryTerm,
    TranslationJob,
    TranslationState,
)
from portal.countries import roles, sites
from portal.countries.models import Alert, AlertText, Country, Fact, FactCheck, FactText, Partner, Topic, TopicText
from portal.leaflets.models import Edition, Handout, LeafletJob, LeafletJobItem
from portal.lifecycle.models import SiteJob
from portal.media.models import PortalImage, Recording
from portal.search.models import Synonym
from services_map.models import (
    Category,
    ConfidentialPlace,
    ConfidentialRead,
    ConfirmLink,
    FocalPerson,
    Location,
    Organization,
    Proposal,
    Report,
    Service,
    ServiceCheck,
    ServiceText,
    Town,
    VisibilityRequest,
)
from tests.factories import make_article, make_country, make_fact, make_person, topic_page
from tests.factories import services as make
from tests.factories.alerts import make_alert

SOUND = next(Path(settings.BASE_DIR / "portal/demo/content").glob("*/files/*.mp3"))
# What all countries share is nobody's: its keys lie on no side of a wall.
SHARED = (Category, Topic, TopicText, Locale, Workflow, Task, GlossaryTerm, Synonym)
NAMED = {
    "wagtaillocales": Locale,
    "wagtailadmin_workflows": Workflow,
    "wagtailsites": Site,
    "wagtailusers_users": get_user_model(),
    "wagtailusers_groups": Group,
}
# What the key means in addresses of our own, by how their names begin; the first that fits.
OWN: dict[str, type[Model]] = {
    "accounts_": get_user_model(),
    "leaflets_edition": Edition,
    "leaflets_job": LeafletJob,
    "lifecycle_job": SiteJob,
    "translation_glossary": GlossaryTerm,
    "translation_job": TranslationJob,
    "translation_": TranslationState,
}


class Land:
    """A country with one of everything. ``rows``: the row of each model; ``numbers``: values for the parts of addresses."""

    def __init__(self, slug: str, code: str, word: str, key: int) -> None:
        self.word, self.key = word, key
        self.country = make_country(slug, code)
        Country.objects.filter(pk=self.country.pk).update(team=f"{word} team")
        self.person = make_person(self.country, roles.Role.PUBLISHER, name=f"{word.lower()}-person")
        self.rows: dict[type[Model], Model] = {
            Country: self.country,
            Category: make.make_category(),
            Topic: Topic.objects.get(slug="housing"),
            TopicText: TopicText.objects.filter(topic__slug="housing").first(),
            Locale: sites.locale("uk"),
            Workflow: Workflow.objects.first(),
            Site: self.country.site,
            get_user_model(): self.person,
            Group: roles.group(self.country, roles.Role.EDITOR),
        }
        self._directory()
        self._files()
        self._pages()
        self._small_things()
        self._translation()

    def _directory(self) -> None:
        """The directory, with all that officers deal with."""
        key, word, country = self.key, self.word, self.country
        town = Town.objects.create(pk=key, country=country, slug=f"{word.lower()}-town", latitude=50.1, longitude=14.4)
        organization = make.make_organization(country, f"{word} organization", pk=key)
        location = make.make_location(country, "area", town=town, address=f"{word} street 12345", name=f"{word} house")
        Location.objects.filter(pk=location.pk).update(id=key)
        ConfidentialPlace.objects.filter(location=location.pk).update(location=key)
        location = Location.objects.get(pk=key)
        service = make.make_service(
            country, word.lower(), name=f"{word} service", organization=organization, locations=(location,), pk=key,
            texts={"uk": f"{word} service in Ukrainian"},
        )  # fmt: skip
        service.save_revision()
        service.save_revision()
        person = FocalPerson.objects.create(pk=key, organization=organization, name=f"{word} person")
        Report.objects.create(pk=key, service=service, reason="closed", comment=word, reported_on="2026-11-01")
        Proposal.objects.create(
            pk=key, service=service, field="name", old=f"{word} service", new=word, proposed_on="2026-11-01"
        )
        asked = {"location": location, "wanted": "exact", "reason": word, "requested_by": self.person}
        VisibilityRequest.objects.create(pk=key, **asked)
        ConfirmLink.objects.create(
            pk=key, organization=organization, token_hash=word * 10, expires_at="2027-01-01T00:00Z"
        )
        self.service = service
        self.rows |= {
            Town: town, Organization: organization, Location: location, Service: service, FocalPerson: person,
            ServiceText: service.texts.get(locale__language_code="uk"),
        }  # fmt: skip

    def _files(self) -> None:
        """Pictures, documents and recordings."""
        key, word, drawn = self.key, self.word, io.BytesIO()
        Picture.new("RGB", (8, 8)).save(drawn, "PNG")
        inside = self.country.collection.add_child(instance=Collection(pk=key, name=f"{word} files"))
        shared = {"pk": key, "title": f"{word} file", "collection": inside}
        image = PortalImage(**shared, file=ContentFile(drawn.getvalue(), f"{word}.png"), uploaded_by_user=self.person)
        image.save()
        document = Document(**shared, file=ContentFile(b"text", f"{word}.txt"), uploaded_by_user=self.person)
        document.save()
        recording = Recording(
            **shared, key=word.lower(), locale=sites.locale("en"), transcript="Words",
            file=ContentFile(SOUND.read_bytes(), f"{word}.mp3"),
        )  # fmt: skip
        recording.save()
        uploaded = UploadedFile.objects.create(
            pk=key, file=ContentFile(b"text", f"{word}.txt"), uploaded_by_user=self.person
        )
        self.rows |= {
            Collection: inside, PortalImage: image, Document: document, Recording: recording, UploadedFile: uploaded
        }  # fmt: skip

    def _pages(self) -> None:
        """An article with a history, and one that waits for approval, is locked and was to be published later."""
        word, body = self.word, [
            ("text", f"<p>{self.word} words</p>"),
            ("service_list", {"title": "A list", "category": self.rows[Category].pk}),
            ("picture", {"image": self.key, "alt": "Alternative", "caption": ""}),
        ]  # fmt: skip
        self.article = make_article(
            self.country, f"{word.lower()}-guide", title=f"{word} guide", body=body, pk=self.key
        )
        self.article.save_revision(user=self.person)
        self.waiting = make_article(self.country, f"{word.lower()}-waiting", title=f"{word} waiting", owner=self.person)
        self.waiting.go_live_at = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
        self.waiting.save_revision(user=self.person, log_action=True).publish(user=self.person)
        self.waiting.get_workflow().start(self.waiting, self.person)
        self.waiting.locked, self.waiting.locked_by = True, self.person
        self.waiting.save()
        session = EditingSession.objects.create(
            user=self.person, content_type=self.article.cached_content_type, object_id=str(self.key),
            last_seen_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC),
        )  # fmt: skip
        self.rows |= {Page: self.article, ArticlePage: self.article, EditingSession: session}

    def _small_things(self) -> None:
        """Facts, alerts, partners, change notes: each with its words in English, and in Ukrainian where the words have a form."""
        key, word, country, uk = self.key, self.word, self.country, sites.locale("uk")
        fact = make_fact(country, f"{word.lower()}-fact", label=f"{word} fact", pk=key)
        fact.save_revision()
        fact.save_revision()
        FactCheck.objects.create(
            fact=fact, checked_on="2026-11-01", value=word, source_title=word, note=word, user=self.person
        )
        alert = make_alert(country, f"{word} alert", words={"uk": f"{word} alert in Ukrainian"}, pk=key)
        partner = Partner.objects.create(
            pk=key, country=country, key=word.lower(), name=f"{word} partner", kind=Partner.Kind.PARTNER
        )
        note = ChangeNote.objects.create(
            pk=key, country=country, translation_key=self.article.translation_key, published_on="2026-11-01"
        )
        for locale in (sites.locale("en"), uk):
            ChangeNoteText.objects.create(note=note, locale=locale, text=f"{word} change")
        term, _new = GlossaryTerm.objects.get_or_create(term="asylum", locale=sites.locale("en"))
        synonym, _new = Synonym.objects.get_or_create(words="TP\ntemporary protection", locale=sites.locale("en"))
        edition = Edition.objects.create(
            pk=key, country=country, subject=f"article:{self.article.translation_key}", language="en", number=1,
            digest=word, title=f"{word} leaflet", made_on="2026-11-01",
        )  # fmt: skip
        handout = Handout.objects.create(pk=key, edition=edition, day="2026-11-01", place=f"{word} place", number=1)
        job = LeafletJob.objects.create(pk=key, country=country, user=self.person, layout="a5")
        item = LeafletJobItem.objects.create(
            pk=key, job=job, asked={}, language="en", title=f"{word} leaflet", status="done",
            file=default_storage.save(f"leaflets/{country.slug}/{key}.pdf", ContentFile(b"%PDF-")),
        )  # fmt: skip
        work = SiteJob.objects.create(
            pk=key, kind=SiteJob.Kind.EXPORT, country=country, user=self.person, state="failed", note=word
        )
        self.fact = fact
        self.rows |= {
            SiteJob: work,
            Fact: fact, FactText: fact.texts.get(), Alert: alert, AlertText: alert.texts.get(locale=uk),
            Partner: partner, ChangeNote: note, ChangeNoteText: note.texts.get(locale=uk),
            GlossaryTerm: term, Synonym: synonym, Edition: edition, Handout: handout, LeafletJob: job,
            LeafletJobItem: item,
        }  # fmt: skip

    def _translation(self) -> None:
        """The article sent to the Ukrainian translators, and one of its strings."""
        translate_object(self.article, [sites.locale("uk")])
        translation = Translation.objects.get(source__object_id=self.article.translation_key)
        state = self.waiting.current_workflow_state
        cells = TranslationState.objects.filter(country=self.country, locale__language_code="uk")
        job = TranslationJob.objects.create(kind=TranslationJob.Kind.SEND, country=self.country, user=self.person)
        self.words_cell = cells.get(content_type__model="facttext")
        self.rows |= {TranslationJob: job, TranslationState: cells.get(subject=str(self.article.translation_key))}
        self.numbers: dict[str, Any] = {
            "parent_page_id": topic_page(self.country).pk,
            "destination_id": topic_page(self.country, "health").pk,
            "translation_id": translation.pk,
            "translation": translation.pk,
            "translation_source_id": translation.source_id,
            "string_segment_id": StringSegment.objects.filter(source=translation.source).first().pk,
            "overridable_segment_id": self.key,
            "revision_id": self.article.latest_revision_id,
            "task_id": state.current_task_state.task_id,
            "task_state_id": state.current_task_state_id,
            "workflow_state_id": state.pk,
            "session_id": self.rows[EditingSession].pk,
        }
        self.rows[Translation] = translation

    def value(self, name: str, part: str) -> Any:
        """The value of a part of the address called ``name``: what belongs to this land."""
        if part.startswith("revision_id"):
            kept = {"services_map": self.service, "portal_fact": self.fact}
            thing = next((row for room, row in kept.items() if name.startswith(room)), self.article)
            return "latest" if part.endswith("_b") else thing.latest_revision_id
        if part == "slug":
            return self.country.slug
        if name == "translation_words":
            return self.words_cell.pk
        if part == "page_id" and "workflow" in name:
            return self.waiting.pk
        if part in self.numbers:
            return self.numbers[part]
        if part in ("pk", "object_id"):
            return getattr(self.rows.get(self.model(name)), "pk", self.key)
        return self.key

    def model(self, name: str) -> type[Model] | None:
        """The model whose key an address asks for, where its name says so."""
        space = name.rpartition(":")[0]
        for model in get_snippet_models():
            viewset = model.snippet_viewset
            if space in (viewset.get_admin_url_namespace(), viewset.get_chooser_admin_url_namespace()):
                return model
        own = next((model for begin, model in OWN.items() if name.startswith(begin)), None)
        return NAMED.get(space) or own

    def standing(self) -> list[Any]:
        """Everything of this land that somebody could have changed."""
        kept: list[Any] = [
            list(type(row)._default_manager.filter(pk=row.pk).values()) for row in self.rows.values()
            if not isinstance(row, SHARED)
        ]  # fmt: skip
        below = Page.objects.descendant_of(self.country.container, inclusive=True)
        kept.append(sorted(below.values_list("pk", "path", "title", "live", "locked", "latest_revision", "url_path")))
        kept.append(
            Revision.objects.filter(object_id__in=[str(pk) for pk in below.values_list("pk", flat=True)]).count()
        )
        kept.append(sorted(self.country.services.values_list("pk", "status", "officer", "latest_revision")))
        own = (
            "locations",
            "organizations",
            "facts",
            "towns",
            "alerts",
            "partners",
            "translation_jobs",
            "leaflet_jobs",
            "leaflet_editions",
            "site_jobs",
        )
        for related in (getattr(self.country, name) for name in own):
            kept.append(sorted(related.values_list("pk", flat=True)))
        kept.append(sorted(Collection.objects.descendant_of(self.country.collection).values_list("pk", "name")))
        kept.append(sorted(self.country.translation_states.values_list("pk", "state", "assignee", "settled_by")))
        kept.append(ArticleCheck.objects.filter(translation_key=self.article.translation_key).count())
        kept.append((ServiceCheck.objects.filter(service=self.key).count(), ConfidentialRead.objects.count()))
        kept.append(FactCheck.objects.filter(fact=self.key).count())
        kept.append(list(Report.objects.filter(pk=self.key).values()))
        kept.append(list(Proposal.objects.filter(pk=self.key).values()))
        kept.append(list(VisibilityRequest.objects.filter(pk=self.key).values()))
        kept.append(sorted(self.person.groups.values_list("name", flat=True)))
        return kept
