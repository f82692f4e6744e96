"""Every address of the admin x every role x own and foreign things: one walk, with a table of who may.

What an address asks for is told by its parts; things of walled models follow their ``CountryPolicy`` without a line here. Another new
address fails the walk until a line of ``RULES`` says who may.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import URLPattern, reverse
from wagtail.admin import urls as admin_urls
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from portal.countries.policy import find
from portal.countries.roles import Role
from tests.conftest import SiteClient
from tests.factories import make_person, make_programme_staff
from tests.factories.lands import SHARED, Land

pytestmark = pytest.mark.django_db
NEEDLE = "Needle"  # in every title and name abroad
EVERY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()  # of a country team
MANAGING = frozenset({Role.MANAGER})
DIRECTORY = frozenset({Role.OFFICER, Role.MANAGER})
FILES = frozenset({Role.EDITOR, Role.PUBLISHER, Role.MANAGER})
PAGES = FILES | {Role.REVIEWER}
PUBLISHING = frozenset({Role.PUBLISHER, Role.MANAGER})
TRANSLATING = FILES | {Role.TRANSLATOR}
TREE = PAGES | {Role.TRANSLATOR}  # who has pages at all
WORKFLOW = "workflow_action|collect_workflow_action_data|confirm_workflow_cancellation|workflow_preview"
# Who may ask for an address, the first line that fits its name. Things of a walled model come before: see ``allowed``.
RULES: tuple[tuple[str, frozenset[Role]], ...] = (
    (r"accounts_\w+", MANAGING),
    (r"articles_(to_check|record_check|still_right)", PAGES),
    (r"articles_checklist", TREE),
    (r"leaflets_\w+", FILES | DIRECTORY),
    (r"lifecycle_stage", NOBODY),
    (r"lifecycle_\w+", MANAGING),
    (r"portal_coverage(_csv)?", MANAGING),
    (r"portal_fact_overview", EVERY),
    (r"portal_fact_check", FILES),
    (r"translation_(board|bulk|cell|job|job_retry|terms|glossary)", EVERY),
    (r"translation_glossary_edit", TRANSLATING),
    (r"translation_glossary_add", FILES),
    (r"translation_glossary_delete", NOBODY),  # all countries share it
    (r"translation_(import|send|settle|words)", TRANSLATING),
    (r"services_map_picker_outline", DIRECTORY),
    (r"services_map_location_chooser:create", NOBODY),
    (r"services_map_location_chooser:.*", EVERY),
    (r"services_map_translate", DIRECTORY | {Role.TRANSLATOR}),  # into given languages
    (r"services_map_\w+", DIRECTORY),
    (r"wagtail_bulk_action", EVERY),
    (r"wagtail_localize:(javascript_catalog|translations_report.*|snippets_api_.*)", EVERY),
    (r"wagtail_localize:(submit_page_translation|update_translations)", TRANSLATING),
    (r"wagtail_localize:convert_to_alias", PUBLISHING),
    (r"wagtail_localize:submit_snippet_translation", NOBODY),
    (r"wagtail_localize:.*", TREE),
    (r"wagtailadmin_api:pages:.*", EVERY),
    (r"wagtailadmin_(api:.*|collections:.*|workflows:.*)", NOBODY),
    (r"wagtailadmin_password_reset.*", NOBODY),  # portal/accounts stands in its place
    (r"wagtailadmin_(home|account|dismissibles|sprite|block_preview|javascript_catalog)", EVERY),
    (r"wagtailadmin_(choose_page.*|tag_autocomplete|tag_model_autocomplete)", EVERY),
    (r"wagtailadmin_editing_sessions:ping", PAGES),
    (r"wagtailadmin_editing_sessions:release", EVERY),
    (r"wagtailadmin_explore.*", TREE),
    (r"wagtailadmin_pages:(search.*|type_use.*)", TREE),
    (r"wagtailadmin_pages:(choose_parent|move_confirm|revisions_index)", EVERY),
    (r"wagtailadmin_pages:(delete|move|unpublish|set_privacy|revisions_unschedule|lock|unlock|set_page_position)", PUBLISHING),
    (rf"wagtailadmin_pages:({WORKFLOW})", EVERY),
    (r"wagtailadmin_pages:(add|add_subpage|preview_on_add)", FILES),
    (r"wagtailadmin_pages:.*", PAGES),
    (r"wagtailadmin_reports:(site_history|page_types_usage).*", NOBODY),
    (r"wagtailadmin_reports:locked_pages.*", PUBLISHING),
    (r"wagtailadmin_reports:.*", TREE),
    (r"wagtail(docs|images)_chooser:.*", EVERY),
    (r"wagtail(docs|images):.*", FILES),
    (r"wagtail(locales|sites|users_users|users_groups|snippets):.*", NOBODY),
)  # fmt: skip
# For who may, too, there may be nothing at these addresses: what they ask for has no such state here, or stands elsewhere.
EMPTY = re.compile(
    r".*chooser.*:(create|chosen|select_format)|wagtail_bulk_action|.*:copy|.*snippets_api.*|.*(block_preview|tag_model_autocomplete|convert_.*alias)"
    r"|wagtailimages:url_generator.*|.*uploaded_.*|.*delete_upload_multiple|.*edit_override|.*api:.*|wagtailadmin_pages:.*workflow.*"
    r"|.*machine_translate|accounts_reset|lifecycle_job_file|portal_fact_check|wagtailadmin_choose_page_.*|.*preview_translation"
)
ANSWERS_ALIKE = {"wagtailadmin_editing_sessions:release"}  # whatever number it is given; it ends one's own session only
# Not walked: leaving, and a page made to fail.
LEFT_OUT = {"wagtailadmin_logout", "wagtailadmin_login", "wagtailadmin_error_test"}
WORDS: dict[str, Any] = {
    "app_label": "articles", "model_name": "articlepage", "content_type_app_name": "articles", "app_name": "articles",
    "content_type_model_name": "articlepage", "action": "delete", "action_name": "publish", "filter_spec": "width-10",
    "uidb64": "x", "token": "y", "mode": "m", "outcome": "closed", "code": "uk", "workflow_pk": 1,
    "batch": "5b1bfb6c-2f0c-4bd7-a9e5-3f1f6f9d2c11",
}  # fmt: skip


def patterns(found: Any = None, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address of the admin, with its parts."""
    for pattern in admin_urls.urlpatterns if found is None else found:
        if not isinstance(pattern, URLPattern):
            yield from patterns(pattern.url_patterns, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif pattern.name:
            name = ":".join((*spaces, pattern.name))
            yield name, tuple(pattern.pattern.regex.groupindex)


ADDRESSES = sorted(set(patterns()) - {(name, ()) for name in LEFT_OUT})


def allowed(name: str, land: Land) -> frozenset[Role] | None:
    """The roles that may ask for an address; None where nothing says so."""
    model, view = land.model(name), name.rpartition(":")[2]
    policy = find(model) if model else None
    if policy is None or name.startswith("leaflets_"):  # pages of its own, no viewset
        return next((who for pattern, who in RULES if re.fullmatch(pattern, name)), None)
    if "chooser" in name:
        reading = frozenset((*policy.who("view"), *policy.who("choose"), *policy.roles))
        return {"chosen": reading, "create": frozenset(policy.who("add"))}.get(view, EVERY)
    if view.startswith(("list", "add")):
        return frozenset().union(
            *(policy.who(action) for action in (("add",) if view == "add" else ("change", "view")))
        )
    action = model.snippet_viewset.actions.get(view, "change")  # type: ignore[union-attr]
    # Wagtail shows the past and the uses of a row to those who may add, change or delete some row.
    return frozenset(policy.who(action)) & (frozenset(policy.who("change")) if action == "view" else EVERY)


def address(name: str, parts: tuple[str, ...], land: Land) -> str:
    values = {part: WORDS[part] if part in WORDS else land.value(name, part) for part in parts}
    if "country" in parts:
        values["country"] = land.country.slug
    if name == "services_map_picker_outline":
        values["code"] = land.country.code
    return reverse(name, kwargs=values)


def refused(response: HttpResponseBase) -> bool:
    """Whether an answer shows and does nothing."""
    if response.status_code == 302:
        return response["Location"] == reverse("wagtailadmin_home") or "/login/" in response["Location"]
    return response.status_code in (400, 403, 404, 405)


def names_abroad(response: HttpResponseBase) -> bool:
    return not response.streaming and NEEDLE.lower() in response.content.decode(errors="replace").lower()  # type: ignore[attr-defined]


def keyed(name: str, parts: tuple[str, ...], land: Land) -> bool:
    """Whether an address names a thing of a country."""
    named = set(parts) - set(WORDS)
    return bool(named) and land.model(name) not in SHARED and name not in ANSWERS_ALIKE


class Walker(SiteClient):
    """A client that keeps neither a record of templates and contexts nor the messages that nobody reads: they would pile up."""

    def request(self, **request: Any) -> HttpResponseBase:
        response: HttpResponseBase = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        self.cookies.pop("messages", None)
        return response


@pytest.fixture(scope="module")
def lands(django_db_setup, django_db_blocker) -> Iterator[tuple[Land, Land]]:
    """Two countries, made once: what a test changes in them is rolled back before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(transaction, "on_commit", lambda function, using=None, robust=False: function())
            both = Land("testland", "XT", "Homely", 987655), Land("otherland", "XN", NEEDLE, 987654)
        yield both
        transaction.set_rollback(True)


@pytest.fixture
def walk(lands, settings, monkeypatch) -> Callable[[Any], Walker]:
    """Signs a person in for a walk over hundreds of addresses.

    The account with its rights is read once and not for every address, sessions stand in memory, and an error of a view is one of the
    test. Who may do what is asked all the same.
    """
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True

    def begin(user: Any = None) -> Walker:
        client = Walker("localhost")
        if user:
            client.force_login(user)
            monkeypatch.setattr("django.contrib.auth.middleware.get_user", lambda request: user)
        return client

    return begin


def test_every_address_of_the_admin_has_a_rule(lands):
    assert len(ADDRESSES) > 300
    assert [name for name, _parts in ADDRESSES if allowed(name, lands[0]) is None] == []


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_what_the_table_says_at_home_and_nothing_abroad(role, lands, walk):
    home, abroad = lands
    client = walk(make_person(home.country, role))
    before, problems, forbidden = abroad.standing(), [], []
    asked = {"id": [home.key, abroad.key], "q": NEEDLE[:-1], "decision": "accept"}
    for name, parts in ADDRESSES:
        url, who = address(name, parts, home), allowed(name, home) or NOBODY
        response = client.get(url, {"q": NEEDLE[:-1]})
        problems += [f"{url} names what is abroad"] * names_abroad(response)
        may = not refused(response) or response.status_code in (400, 405) or bool(EMPTY.fullmatch(name))
        if role not in who:
            forbidden.append(url)
            problems += [f"{url} ({name}) is open: {response.status_code}"] * (not refused(response))
        elif not may:
            problems.append(f"{url} ({name}) refuses: {response.status_code}")
        if keyed(name, parts, abroad):
            url = address(name, parts, abroad)
            for answer in (client.get(url, asked), client.post(url, asked)):
                problems += [f"{url} names what is abroad"] * names_abroad(answer)
                problems += [f"{url} ({name}) abroad: {answer.status_code}"] * (not refused(answer))
    at_home = home.standing()
    problems += [f"{url} may be sent" for url in forbidden if not refused(client.post(url, asked))]
    assert not problems, "\n".join(problems)
    assert abroad.standing() == before
    assert home.standing() == at_home


def test_what_names_nothing_takes_nothing_from_abroad(lands, walk):
    """Lists, new things and what is done to many at once, by a person who has every role at home."""
    home, abroad = lands
    client = walk(make_person(home.country, *Role))
    before, problems = abroad.standing(), []
    actions = [
        reverse("wagtail_bulk_action", args=[app, model, action]) + f"?id={abroad.key}&id=all&childOf={abroad.article.pk}"
        for app, models in bulk_action_registry.actions.items() for model, kinds in models.items() for action in kinds
    ]  # fmt: skip
    plain = [
        reverse(name) for name, parts in ADDRESSES if not parts and name != "wagtailadmin_choose_page_external_link"
    ]
    taken = {
        "id": [abroad.key], "country": abroad.country.pk, "collection": abroad.key, "parent_page": abroad.article.pk,
        "organization": abroad.key, "service": [abroad.key], "title": "New", "name": "New", "type": "ngo",
    }  # fmt: skip
    for url in (*plain, *actions):
        for response in (client.get(url), client.get(url, taken), client.post(url, taken)):
            problems += [f"{url} names what is abroad"] * names_abroad(response)
    assert len(actions) > 10
    assert not problems, "\n".join(problems)
    assert abroad.standing() == before


def test_programme_staff_come_in_everywhere_but_not_to_accounts(lands, walk):
    home, _abroad = lands
    staff = make_programme_staff()
    client = walk(staff)
    closed = re.compile(r"wagtail(users_users|users_groups|sites|locales|snippets):.*")
    problems = []
    for name, parts in ADDRESSES:
        response = client.get(address(name, parts, home))
        may = not refused(response) or response.status_code in (400, 405) or bool(EMPTY.fullmatch(name))
        if closed.fullmatch(name) and not refused(response):
            problems.append(f"{name} is open")
        elif not closed.fullmatch(name) and not may and response.status_code != 404:
            problems.append(f"{name} refuses: {response.status_code}")
    assert not problems, "\n".join(problems)
    client.post(reverse("wagtailusers_users:edit", args=[staff.pk]), {"username": "programme", "is_superuser": "on"})
    staff.refresh_from_db()
    assert not staff.is_superuser


def test_nobody_gets_in_without_an_account(lands, walk):
    client = walk()
    for name, parts in ADDRESSES:
        response = client.get(address(name, parts, lands[1]))
        assert not names_abroad(response), name
        assert refused(response) or not keyed(name, parts, lands[1]), name


def test_djangos_own_admin_is_not_mounted(site, admin_user):
    client = site("")
    client.force_login(admin_user)
    assert client.get("/admin/").status_code == 404
