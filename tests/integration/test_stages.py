"""The stages of a country site: what readers see, where addresses lead, who may still change what."""

import datetime as dt
import io
import zipfile

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from articles.models import ArticlePage
from portal.countries import roles
from portal.countries.models import Country, Fact, Stage
from portal.countries.roles import Role
from portal.leaflets.models import LeafletJob
from portal.lifecycle import stages
from services_map.models import Report, Service
from tests.factories import make_article, make_country, make_fact
from tests.factories import services as make

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 11, 1)


@pytest.fixture
def country():
    country = make_country()
    make_article(country, "a-guide")
    make.make_service(country, "help", name="Help", hours="24/7")
    return country


def person(country: Country | None, role: Role | None = None, **fields):
    user = get_user_model().objects.create(username=f"{role}.{country}", **fields)
    if country and role:
        group = roles.group(country, role)
        GroupPagePermission.objects.get_or_create(
            group=group, page=country.container, permission=_permission("change_page")
        )
        user.groups.add(group)
    return user


def _permission(codename: str) -> Permission:
    return Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")


def put(country: Country, stage: Stage, **fields) -> None:
    stages.change(country=country, stage=stage, since=SINCE, **{"words": {}, **fields})


def test_an_active_site_says_nothing(country, site) -> None:
    assert 'class="callout warning"' not in site("testland").get("/en/").content.decode()


def test_winding_down_stands_on_every_page_in_every_language(country, site, django_assert_num_queries) -> None:
    reader = site("testland")
    words = {"en": "Ask the Red Cross.", "uk": "Запитайте Червоний Хрест."}
    put(
        country,
        Stage.WINDING_DOWN,
        closes_on=dt.date(2027, 3, 31),
        successor="https://example.org/help",
        words=words,
    )
    for path in ("/en/", "/en/housing/", "/en/housing/a-guide/", "/en/services/", "/en/services/help/"):
        html = reader.get(path).content.decode()
        assert "31 March 2027" in html, path
        assert "Ask the Red Cross." in html
        assert 'href="https://example.org/help"' in html
    html = reader.get("/uk/housing/a-guide/").content.decode()
    assert "31 березня 2027" in html
    assert words["uk"] in html
    arabic = reader.get("/ar/").content.decode()
    assert '<p lang="en" dir="ltr">Ask the Red Cross.</p>' in arabic
    reader.get("/en/housing/a-guide/")
    with django_assert_num_queries(0):  # from the cache, as any page
        reader.get("/en/housing/a-guide/")


def test_a_notice_costs_no_query_of_its_own(country, site, django_assert_max_num_queries) -> None:
    reader = site("testland")
    reader.get("/en/")

    def queries() -> int:
        caches["pages"].clear()
        with django_assert_max_num_queries(10) as seen:
            reader.get("/en/housing/a-guide/")
        return len(seen)

    queries()
    before = queries()
    put(country, Stage.WINDING_DOWN, closes_on=dt.date(2027, 3, 31), words={"en": "Soon."})
    queries()
    assert queries() == before


def test_an_archived_site_does_not_pretend(country, site) -> None:
    reader = site("testland")
    article = reader.get("/en/housing/a-guide/").content.decode()
    assert "Next check" in article
    assert "Open day and night" in reader.get("/en/services/help/").content.decode()
    put(country, Stage.ARCHIVED)
    article = reader.get("/en/housing/a-guide/").content.decode()
    assert "archived on 1 November 2026" in article
    assert "Next check" not in article
    service = reader.get("/en/services/help/").content.decode()
    assert "archived on 1 November 2026" in service
    assert "Open" not in service.split("<article>")[1].split("</article>")[0].replace("Opening hours", "")
    assert "Something is wrong here" not in service


def test_services_do_not_vanish_from_an_archive(country, site, monkeypatch) -> None:
    put(country, Stage.ARCHIVED)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=1000))
    assert site("testland").get("/en/services/help/").status_code == 200


def test_a_site_that_was_handed_over_leads_on(country, site) -> None:
    put(country, Stage.HANDED_OVER, successor="https://new.example.org/", words={"ar": "انتقل الموقع"})
    reader = site("testland")
    for path in ("/", "/en/", "/uk/housing/a-guide/?x=1", "/en/services/help/", "/sitemap.xml", "/nothing"):
        answer = reader.get(path)
        assert answer.status_code == 301, path
        assert answer["Location"] == f"https://new.example.org{path}"
    notice = reader.get("/moved/").content.decode()
    assert "https://new.example.org/" in notice
    assert '<p lang="ar" dir="rtl">انتقل الموقع</p>' in notice
    put(country, Stage.HANDED_OVER, successor="https://new.example.org/portal", keep_paths=False)
    assert reader.get("/en/housing/")["Location"] == "https://new.example.org/portal"
    put(country, Stage.ACTIVE)
    assert reader.get("/en/housing/a-guide/").status_code == 200


@pytest.mark.parametrize(
    "stage, fields, wrong",
    [
        (Stage.WINDING_DOWN, {}, "closes_on"),
        (Stage.WINDING_DOWN, {"closes_on": SINCE - dt.timedelta(days=1)}, "closes_on"),
        (Stage.HANDED_OVER, {}, "successor"),
    ],
)
def test_a_stage_that_lacks_something_is_refused(stage, fields, wrong, country) -> None:
    with pytest.raises(ValidationError) as problem:
        put(country, stage, **fields)
    assert list(problem.value.message_dict) == [wrong]


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": "archived"},
        {"stage": "winding-down", "stage_since": SINCE},
        {"stage": "handed-over", "stage_since": SINCE},
    ],
)
def test_the_database_holds_the_rules(fields, country) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.filter(pk=country.pk).update(**fields)


def test_only_programme_staff_change_a_stage(country, site) -> None:
    abroad = make_country("elsewhere", "XE")
    address = reverse("lifecycle_stage", args=["testland"])
    data = {"stage": "winding-down", "since": "2026-11-01", "closes_on": "", "words-en": "Kept words"}
    for user in (person(country, Role.MANAGER), person(abroad, Role.MANAGER), person(country, Role.EDITOR)):
        client = site("")
        client.force_login(user)
        assert client.get(address).status_code in (302, 403)
        assert client.post(address, data).status_code in (302, 403)
    country.refresh_from_db()
    assert country.stage == Stage.ACTIVE
    staff = site("")
    staff.force_login(person(None, is_superuser=True, is_staff=True))
    refused = staff.post(address, data)
    assert "so that readers know how long" in refused.content.decode()
    assert "Kept words" in refused.content.decode()
    assert staff.post(address, {**data, "closes_on": "2027-03-31"}).status_code == 302
    country.refresh_from_db()
    assert (country.stage, country.closes_on) == (Stage.WINDING_DOWN, dt.date(2027, 3, 31))
    entry = ModelLogEntry.objects.get(action=stages.ACTION)
    assert entry.data == {"from": "active", "to": "winding-down", "since": "2026-11-01"}


def test_a_manager_exports_the_own_country_only(country, site) -> None:
    make_country("elsewhere", "XE")
    manager = site("")
    manager.force_login(person(country, Role.MANAGER))
    page = manager.get(reverse("lifecycle_overview")).content.decode()
    assert reverse("lifecycle_export", args=["testland"]) in page
    assert "elsewhere" not in page
    state = manager.post(reverse("lifecycle_export", args=["testland"]))["Location"]
    assert "It is ready." in manager.get(state).content.decode()
    answer = manager.get(f"{state}file/")
    assert answer["Content-Disposition"].startswith('attachment; filename="testland-')
    assert "no-store" in answer["Cache-Control"]
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert "manifest.json" in names
    assert not any("confidential" in name for name in names)
    assert manager.get(reverse("lifecycle_export", args=["testland"])).status_code == 405
    assert manager.post(reverse("lifecycle_export", args=["elsewhere"])).status_code in (302, 403)
    for role in (Role.EDITOR, Role.OFFICER):
        client = site("")
        client.force_login(person(country, role))
        assert client.get(reverse("lifecycle_overview")).status_code in (302, 403)
        assert client.post(reverse("lifecycle_export", args=["testland"])).status_code in (302, 403)
        assert client.get(f"{state}file/")["Location"] == reverse("wagtailadmin_home")
    assert "/login/" in site("").get(f"{state}file/")["Location"]


def test_an_archived_country_is_read_only(country, site) -> None:
    fact = make_fact(country, "a-day")
    article = ArticlePage.objects.get(slug="a-guide", url_path__startswith="/testland/")
    service = Service.objects.get(country=country)
    editor, officer = person(country, Role.EDITOR), person(country, Role.OFFICER)
    put(country, Stage.ARCHIVED)
    client = site("")
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert "is archived. Nothing was changed" in client.get(edit).content.decode()
    copy = {"new_title": "x", "new_slug": "x", "new_parent_page": article.get_parent().pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), copy)
    client.post(reverse("wagtailadmin_pages:delete", args=[article.pk]))
    assert [page.slug for page in ArticlePage.objects.filter(url_path__startswith="/testland/")] == ["a-guide"]
    answer = client.post(edit, _page_form(article), follow=True, HTTP_REFERER=f"http://localhost:8000{edit}")
    assert "only programme staff can change an archived site" in answer.content.decode()
    assert ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().title == "A guide"
    client.force_login(officer)
    answer = client.post(reverse("services_map_confirm", args=[service.pk]))
    assert answer.status_code in (302, 403)
    assert service.checks.count() == 1
    # Strangers too: nobody reads what they write there.
    reader = site("testland")
    assert reader.post("/en/services/help/report/", {"reason": "closed", "comment": ""}).status_code in (403, 302, 200)
    assert not Report.objects.filter(service=service).exists()
    staff = site("")
    staff.force_login(person(None, is_superuser=True, is_staff=True))
    staff.post(reverse("services_map_confirm", args=[service.pk]))
    assert service.checks.count() == 2
    assert Fact.objects.filter(pk=fact.pk).exists()


def test_leaflets_of_an_archived_country_are_not_tried_again(country, site) -> None:
    manager = person(country, Role.MANAGER)
    job = LeafletJob.objects.create(country=country, user=manager, layout="a5", finished_at="2026-11-01T00:00Z")
    item = job.items.create(asked={}, language="en", title="A guide", status="failed", note="Why")
    put(country, Stage.ARCHIVED)
    client = site("")
    client.force_login(manager)
    answer = client.post(reverse("leaflets_job_retry", args=[job.pk]), follow=True)
    assert "is archived. Nothing was changed" in answer.content.decode()
    item.refresh_from_db()
    job.refresh_from_db()
    assert (item.status, item.note) == ("failed", "Why")
    assert job.finished_at is not None


def test_other_countries_go_on_while_one_is_archived(country, site) -> None:
    abroad = make_country("elsewhere", "XE")
    service = make.make_service(abroad, "aid", name="Aid")
    officer = person(abroad, Role.OFFICER)
    put(country, Stage.ARCHIVED)
    client = site("")
    client.force_login(officer)
    client.post(reverse("services_map_confirm", args=[service.pk]))
    assert service.checks.count() == 2


def _page_form(page: ArticlePage) -> dict[str, str]:
    return nested_form_data(
        {
            "title": "Changed",
            "slug": page.slug,
            "summary": "Changed",
            "body": streamfield([("text", rich_text("<p>Changed</p>"))]),
            "sources": streamfield([]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
        }
    )
