"""Walls around wagtail-localize 1.14, which asks only for the right to submit translations, whatever the page or row is.

In its place: pages and rows of the user's countries only, into languages of the country only, for translators theirs. Delete each part
when wagtail-localize asks Wagtail's permissions for the page or row itself, as Wagtail does in ``simple_translation`` since CVE-2026-54262;
``tests/integration/test_localize_walls.py`` says whether it does.
"""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.views import convert, edit_translation, report, snippets_api, submit_translations
from wagtail_localize.views.update_translations import UpdateTranslationsView

from portal.core.words import Words
from portal.countries import fact_strings
from portal.countries.models import Country
from portal.countries.policy import find, pages_of
from portal.countries.roles import Role, is_programme_staff, languages_of, may

TRANSLATING = (Role.EDITOR, Role.TRANSLATOR, Role.PUBLISHER, Role.MANAGER)


def country_of(instance: Model) -> Country | None:
    """The country of a page or a walled row; None for what all countries share."""
    if isinstance(instance, Page):
        return Country.objects.of_page(instance)
    policy = find(type(instance))
    return policy.country_of(instance) if policy else None


def may_change(user: Any, instance: Model) -> bool:
    """Whether a user may write a translation: the page or row itself, in its language."""
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_edit())
    if is_programme_staff(user):
        return True
    policy, country = find(type(instance)), country_of(instance)
    if policy is None or country is None or not isinstance(instance, TranslatableMixin):
        return False
    spoken = instance.locale.language_code in languages_of(user, country)
    return spoken and policy.user_has_permission_for_instance(user, "change", instance)


def may_publish(user: Any, instance: Model) -> bool:
    """Whether a user may make a translation public."""
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_publish())
    return may_change(user, instance)


def languages_for(user: Any, instance: Model) -> frozenset[str]:
    """The languages into which a user may send a page or row. Raises PermissionDenied where it is not theirs to translate."""
    country = country_of(instance)
    if country is None or not may(user, country, *TRANSLATING):
        raise PermissionDenied
    return languages_of(user, country)


class _Submit:
    """Sends a page or row to translators of its country."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        instance = self.get_object()  # type: ignore[attr-defined]
        self.languages = languages_for(request.user, instance)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_form(self) -> Form:
        form: Form = super().get_form()  # type: ignore[misc]
        locales: Any = form.fields["locales"]
        locales.queryset = locales.queryset.filter(language_code__in=self.languages)
        return form


class SubmitPage(_Submit, submit_translations.SubmitPageTranslationView):
    """A page. With all below it that is long work, which wagtail-localize would do within the request; the hook ``portal_send_below``
    gives it to whoever does long work: ``function(request, page, locales) -> HttpResponse``.

    Delete the hook's part when wagtail-localize's jobs say how far they are and can be resumed (``WAGTAILLOCALIZE_JOBS``).
    """

    def form_valid(self, form: Form) -> HttpResponseBase:
        if form.cleaned_data["include_subtree"]:
            for send in hooks.get_hooks("portal_send_below"):
                taken: HttpResponseBase = send(self.request, self.object, list(form.cleaned_data["locales"]))
                return taken
        response: HttpResponseBase = super().form_valid(form)
        return response


class SubmitSnippet(_Submit, submit_translations.SubmitSnippetTranslationView):
    """A row. Words have no drafts: what wagtail-localize makes for a translator is public at once, in the words of the source. They are
    written on the board of translations or in their own form. No upstream issue says this; delete when rows without drafts wait for
    their translation.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(self.get_object(), Words):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def hide_buttons(buttons: list[Any], snippet: Any, user: Any) -> None:
    """The way to what ``SubmitSnippet`` refuses."""
    if isinstance(snippet, Words):
        parts = snippet._meta.app_label, snippet._meta.model_name, quote(snippet.pk)
        refused = reverse("wagtail_localize:submit_snippet_translation", args=parts)
        buttons[:] = [button for button in buttons if button.url != refused]


class Update(UpdateTranslationsView):
    """Takes what has changed in the source over into its translations; publishing them is for those who may publish each."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        source = self.get_object()
        try:
            instance = source.get_source_instance()
        except source.specific_content_type.model_class().DoesNotExist as error:
            raise Http404 from error
        languages_for(request.user, instance)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_form(self) -> Form:
        form: Form = super().get_form()
        user = self.request.user
        targets = [translation.get_target_instance() for translation in self.object.translations.filter(enabled=True)]
        if not all(may_publish(user, target) for target in targets):
            form.fields["publish_translations"].disabled = True
        if "use_machine_translation" in form.fields and not all(may_change(user, target) for target in targets):
            form.fields["use_machine_translation"].disabled = True
        return form


class Report(report.TranslationsReportView):
    """Translations of the user's countries."""

    def get_queryset(self) -> "QuerySet[Any]":
        found: QuerySet[Any] = super().get_queryset().order_by("-pk")
        user = self.request.user
        if is_programme_staff(user):
            return found
        inside = Q(source__object_id__in=Page.objects.filter(pages_of(user)).values("translation_key"))
        for model in get_snippet_models():
            policy = find(model)
            if policy and policy.path and issubclass(model, TranslatableMixin):
                inside |= Q(source__object_id__in=policy.rows(user).values("translation_key"))
        return found.filter(inside)


class SnippetApi(snippets_api.SnippetViewSet):
    """Rows of the user's countries, for the choosers of the translation editor."""

    def get_queryset(self) -> "QuerySet[Any]":
        found: QuerySet[Any] = super().get_queryset()
        if is_programme_staff(self.request.user):
            return found
        policy = find(self.get_model())
        return found.filter(pk__in=policy.rows(self.request.user)) if policy else found.none()


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Replace a translation by its source. For a live page this publishes."""
    page = get_object_or_404(Page, pk=page_id)
    if page.live and not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    response: HttpResponseBase = convert.convert_to_alias(request, page_id)
    return response


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponseBase:
    """A PO file of one translation. wagtail-localize's view says that all is well whatever it left out, and fails at a file that was
    not exported here; no upstream issue says this. Delete when it tells the warnings of ``import_po`` itself.
    """
    try:
        with fact_strings.telling() as broken:
            response: HttpResponseBase = edit_translation.upload_pofile(request, translation_id)
    except KeyError:  # no file, or one without the heading that names its translation
        messages.error(request, _("Please choose a PO file that was exported here."))
        return HttpResponseRedirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))
    if broken:
        lines = format_html_join("", "<li>{}: {}</li>", ((line.string, line.message) for line in broken))
        said = _("These lines of the file were not taken in; what stood there stays:")
        messages.warning(request, format_html("{}<ul>{}</ul>", said, lines))
    return response


def register() -> None:
    """Let the views of strings, overrides, PO files, previews and machine translation ask for the row itself."""
    edit_translation.user_can_edit_instance = may_change


# The names of the addresses stay wagtail-localize's own.
urlpatterns = [
    path("localize/submit/page/<int:page_id>/", SubmitPage.as_view()),
    path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", SubmitSnippet.as_view()),
    path("localize/update/<int:translation_source_id>/", Update.as_view()),
    path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias),
    path("localize/translate/<int:translation_id>/pofile/upload/", upload_pofile),
    path("localize/reports/translations/", Report.as_view()),
    path("localize/reports/translations/results/", Report.as_view(results_only=True)),
    path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", SnippetApi.as_view({"get": "list"})),
    path("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", SnippetApi.as_view({"get": "retrieve"})),
]
