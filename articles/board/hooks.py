"""The board's places in the admin: menu, desk, the editor of translations."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from articles import localize_fixes
from articles.board import access, jobs, subjects
from articles.models import TranslationJob, TranslationState
from portal.countries import roles
from portal.countries.desk import Item, Section
from portal.countries.models import Country

State = TranslationState.State
FEW = 5


class BoardMenuItem(MenuItem):
    """The way to the board, for everybody in a country team."""

    def is_shown(self, request: HttpRequest) -> bool:
        return roles.has_any(request.user)


@hooks.register("register_admin_menu_item")
def board_menu_item() -> MenuItem:
    """Below the services."""
    return BoardMenuItem(
        gettext_lazy("Translations"),
        reverse("translation_board"),
        name="translations",
        icon_name="wagtail-localize-language",
        order=130,
    )


@hooks.register("insert_global_admin_css")
def board_css() -> str:
    """The look of the board, and of both directions side by side."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/board.css"))


@hooks.register("insert_editor_js")
def editor_js() -> str:
    """Languages, directions and the glossary in wagtail-localize's editor."""
    return format_html('<script type="module" src="{}"></script>', static("js/translation_editor.js"))


@hooks.register("before_edit_page", order=-1)
def only_whole_translations(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say in plain words why a translation is not published: texts or what the checklist asks for are missing (articles/localize_fixes.py
    refuses it)."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    found = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    if found is None or not page.permissions_for_user(request.user).can_publish():
        return None
    if not localize_fixes.is_complete(found.source, found.target_locale):
        total, done = found.get_progress()
        said = _(
            "Not published: %(done)s of %(total)s texts are translated. Readers keep what they have. "
            "Translate the rest, then publish."
        ) % {"done": done, "total": total}
    elif gaps := localize_fixes.what_holds(found, user=request.user):
        said = format_html(
            "{}<ul>{}</ul>",
            _("Saved as a draft, not published yet. What is missing:"),
            format_html_join("", "<li>{}</li>", ((gap,) for gap in gaps)),
        )
    else:
        return None
    messages.error(request, said)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("portal_send_below")
def send_with_all_below(request: HttpRequest, page: Page, locales: Iterable[Locale]) -> HttpResponse:
    """A page and all below it, sent from its own menu: the same work as from the board, with its progress."""
    country = Country.objects.of_page(page)
    if country is None:
        raise PermissionDenied
    keys = page.get_descendants(inclusive=True).values_list("translation_key", flat=True)
    states = TranslationState.objects.filter(
        country=country, subject__in=[str(key) for key in keys], locale__in=list(locales)
    )
    if not states:
        messages.error(request, _("The source is not published: publish it first."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    job = jobs.create(kind=TranslationJob.Kind.SEND, country=country, user=request.user, states=states)
    return HttpResponseRedirect(reverse("translation_job", args=[job.pk]))


@hooks.register("portal_desk")
def translations_on_the_desk(user: Any, countries: Iterable[Country]) -> Iterable[Section]:
    """What is assigned to a person, and what is outdated in their languages."""
    countries = list(countries)
    names = {country.pk: str(country) for country in countries}
    open_ = TranslationState.objects.filter(country__in=countries).exclude(state=State.CURRENT)
    mine = open_.filter(assignee=user)
    number = mine.count()
    if number:
        yield Section(
            name="translations-assigned",
            title=_("Translations given to me"),
            count=number,
            url=_board(assignee="me"),
            items=tuple(_items(mine.order_by("due_on", "pk"), countries, names)),
            order=300,
            icon="wagtail-localize-language",
        )
    match = Q(pk=None)
    for country in countries:
        match |= Q(country=country, locale__language_code__in=access.writable(user, country))
    outdated = open_.filter(match, state=State.OUTDATED)
    number = outdated.count()
    if number:
        yield Section(
            name="translations-outdated",
            title=_("Outdated translations"),
            count=number,
            url=_board(state=State.OUTDATED),
            items=tuple(_items(outdated.order_by("source_changed_on", "pk"), countries, names)),
            order=100,
            icon="warning",
        )


def _items(states: Any, countries: list[Country], names: dict[int, str]) -> Iterable[Item]:
    few = list(states.select_related("locale")[:FEW])
    titles = {}
    for country in countries:
        keys = [(state.content_type_id, state.subject) for state in few if state.country_id == country.pk]
        if keys:
            titles.update(subjects.titles(country, keys))
    for state in few:
        yield Item(
            title=titles.get((state.content_type_id, state.subject), state.subject),
            url=reverse("translation_cell", args=[state.pk]),
            country=names.get(state.country_id, ""),
            note=access.endonym(state.locale.language_code),
            day=state.due_on or state.source_changed_on,
        )


def _board(**asked: str) -> str:
    return f"{reverse('translation_board')}?{urlencode(asked)}"
