"""People of a country team with what they may do with its pages, and the forms that they send."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from articles.models import ArticlePage
from portal.countries import roles
from portal.countries.models import Country
from portal.countries.roles import Role
from tests.conftest import SiteClient

# What a role may do with the pages of its country.
PAGES: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.REVIEWER: ("change_page",),
    Role.PUBLISHER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    Role.MANAGER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}


def make_member(country: Country, role: Role, name: str = "") -> Any:
    """A person of a country team."""
    group = roles.group(country, role)
    for codename in PAGES.get(role, ()):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=country.container, permission=permission)
    user = get_user_model().objects.create_user(
        name or f"{role}.{country.slug}", email=f"{name or role}@{country.slug}.example", password="a long password"
    )
    user.groups.add(group)
    return user


def sign_in(user: Any) -> SiteClient:
    """A browser at the front door in which the person has signed in."""
    client = SiteClient("localhost")
    client.force_login(user)
    return client


def latest(article: ArticlePage) -> ArticlePage:
    """The article's newest draft."""
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def page_form(article: ArticlePage | None = None, **fields: Any) -> dict[str, Any]:
    """What the page editor sends. ``body`` and ``sources`` are lists of (type, value) as Wagtail's forms write them."""
    values: dict[str, Any] = {
        "title": article.title if article else "A guide",
        "slug": article.slug if article else "a-guide",
        "summary": article.summary if article else "What it helps to do.",
        "body": [("text", rich_text("<p>First words.</p>"))],
        "sources": [("source", {"title": "The law", "url": "", "dated": ""})],
        "change_kind": "ordinary",
        "change_text": "",
        "seo_title": "",
        "search_description": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
        **fields,
    }
    for name in ("body", "sources"):
        values[name] = streamfield(values[name])
    comments = {f"comments-{name}": value for name, value in values.pop("comments").items()}
    return {**nested_form_data(values), **comments}
