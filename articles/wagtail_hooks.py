"""What articles add to topic pages and to the admin."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from articles import listing, views
from articles.models import ArticlePage
from portal.countries.models import TopicPage
from portal.countries.screen import Screen


@hooks.register("portal_topic_contents")
def articles_of_topic(screen: Screen, page: TopicPage) -> dict[str, Any]:
    """The topic's articles."""
    frame, found = screen.frame, screen.found
    topics = {variant.pk: variant for variant in (*found.variants.values(), found.shown, found.source) if variant}
    return {"articles": listing.of_topic(frame, found.language, topics.values(), on=frame.today())}


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The admin's views of this room."""
    return [path("articles/<int:pk>/check/", views.record_check, name="articles_record_check")]


@hooks.register("register_page_header_buttons")
def check_button(page: Page, user: Any, next_url: str | None = None, **kwargs: Any) -> Iterator[Button]:
    """ "Record a check" beside an article's title."""
    if isinstance(page.specific_deferred, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Record a check"), reverse("articles_record_check", args=[page.pk]), icon_name="check", priority=15
        )
