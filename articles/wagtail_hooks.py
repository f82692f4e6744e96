"""What articles add to topic pages, to country sites and to the admin."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from articles import access, checklist, coverage, listing, note_viewsets, views, waiting, workflow
from articles.board import hooks as board_hooks  # noqa: F401  (registers the board's own)
from articles.board import urls as board
from articles.models import ApprovalTask, ArticlePage
from portal.countries.desk import Section
from portal.countries.models import Country, TopicPage
from portal.countries.roles import has_any, may
from portal.countries.screen import Screen

for policy in note_viewsets.POLICIES:
    register_permission_policy(policy.model, policy)
for viewset in (note_viewsets.ChangeNoteViewSet, note_viewsets.ChangeNoteTextViewSet):
    register_snippet(viewset)


@hooks.register("portal_topic_contents")
def articles_of_topic(screen: Screen, page: TopicPage) -> dict[str, Any]:
    """The topic's articles."""
    frame, found = screen.frame, screen.found
    topics = {variant.pk: variant for variant in (*found.variants.values(), found.shown, found.source) if variant}
    articles = listing.of_topic(frame, found.language, topics.values(), on=frame.as_of())
    screen.sensitive = any(article.sensitive for article in articles)
    return {"articles": articles}


@hooks.register("portal_country_built")
def workflow_of_country(country: Country) -> None:
    """Every country has its way to publication."""
    workflow.build(country)


@hooks.register("portal_desk")
def what_waits(user: Any, countries: Iterable[Country]) -> Iterator[Section]:
    """Articles to check, and what waits for approval."""
    return waiting.sections(user, countries)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The admin's views of this room."""
    return [
        path("articles/", views.to_check, name="articles_to_check"),
        path("articles/<int:pk>/check/", views.record_check, name="articles_record_check"),
        path("articles/<int:pk>/still-right/", views.still_right, name="articles_still_right"),
        path("articles/<int:pk>/checklist/", views.show_checklist, name="articles_checklist"),
        *board.urlpatterns,
    ]


class ChecksMenuItem(MenuItem):
    """The way to the articles to check, for those who answer for them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_any(request.user, *access.KEEPERS)


@hooks.register("register_admin_menu_item")
def checks_menu_item() -> MenuItem:
    """Near the pages."""
    return ChecksMenuItem(
        gettext_lazy("Articles to check"),
        reverse("articles_to_check"),
        name="articles-to-check",
        icon_name="check",
        order=110,
    )


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: Any, next_url: str | None = None, **kwargs: Any) -> Iterator[Button]:
    """Checks and the checklist, beside an article's title."""
    yield from _buttons(page, user, next_url)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: Any, next_url: str | None = None, **kwargs: Any) -> Iterator[Button]:
    """The same in lists of pages."""
    yield from _buttons(page, user, next_url)


def _buttons(page: Page, user: Any, next_url: str | None) -> Iterator[Button]:
    if page.specific_class is not ArticlePage:
        return
    country = Country.objects.of_page(page)
    if country is None or not may(user, country, *access.READERS):
        return
    if may(user, country, *access.KEEPERS):
        post = {
            "data-controller": "w-action",
            "data-action": "w-action#post",
            "data-w-action-url-value": reverse("articles_still_right", args=[page.pk]),
        }
        yield Button(_("Checked today: still right"), icon_name="check", attrs=post, priority=14)
        yield Button(
            _("Record a check"), reverse("articles_record_check", args=[page.pk]), icon_name="edit", priority=15
        )
    yield Button(_("Checklist"), reverse("articles_checklist", args=[page.pk]), icon_name="list-ul", priority=16)


hooks.register("portal_coverage", coverage.measures)


@hooks.register("before_edit_page")
def say_why_it_was_sent_back(request: HttpRequest, page: Page) -> None:
    """Somebody who opens a page that was sent back reads why, above the form and not only in its history."""
    asked = workflow.why_sent_back(page) if request.method == "GET" else None
    if asked is None:
        return
    step = dict(ApprovalTask.Step.choices)[ApprovalTask.Step(asked.step)]
    text = _("%(who)s asked for changes (%(step)s).") % {"who": asked.by, "step": step}
    messages.warning(request, format_html("{} {}", text, f"“{asked.comment}”" if asked.comment else ""))


@hooks.register("before_publish_page")
def hold_to_the_checklist(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What lacks something that every page must have stays a draft, which is saved by now; its author is told what is missing."""
    missing = checklist.blocking(page)
    if not missing:
        return None
    _say_what_is_missing(request, missing)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("after_edit_page")
def approval_that_was_held(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The same for somebody who approved the last step: the step did not move (``ApprovalTask.on_action``)."""
    if request.POST.get("workflow-action-name") != "approve":
        return None
    task = page.current_workflow_task
    if (
        not isinstance(task, ApprovalTask)
        or task.step != ApprovalTask.Step.PUBLISH
        or not task.may_approve(request.user)
    ):
        return None
    missing = checklist.blocking(page.get_latest_revision_as_object())
    if not missing:
        return None
    _say_what_is_missing(request, missing)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_bulk_action")
def hold_many_to_the_checklist(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Publishing several pages: all of them, or none while one lacks something."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = {page.pk: page for page in objects if isinstance(page, Page)}
    if request.POST.get("include_descendants"):
        pages |= {below.pk: below for page in list(pages.values()) for below in page.get_descendants().not_live()}
    drafts = [page.specific.get_latest_revision_as_object() for page in pages.values()]
    held = [page.get_admin_display_title() for page in drafts if checklist.blocking(page)]
    if not held:
        return None
    titles = format_html_join("", "<li>{}</li>", ((title,) for title in held))
    text = _("Nothing was published. These articles still lack something; open the checklist of each:")
    messages.error(request, format_html("{}<ul>{}</ul>", text, titles))
    return HttpResponseRedirect(action.next_url or reverse("wagtailadmin_home"))


def _say_what_is_missing(request: HttpRequest, missing: list[checklist.Result]) -> None:
    gaps = format_html_join("", "<li>{}</li>", ((gap,) for result in missing for gap in result.gaps))
    text = _("Saved as a draft, not published yet. What is missing:")
    messages.error(request, format_html("{}<ul>{}</ul>", text, gaps))
