"""The team's side of leaflets: choosing, making many, the register of what was handed out, and the walls."""

import csv
import io
import re
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.core import clock
from portal.countries.models import Country, Stage
from portal.countries.roles import Role
from portal.leaflets import jobs, keeping
from portal.leaflets.models import Edition, Handout, LeafletJob, LeafletJobItem
from services_map import stamp
from services_map.models import Service
from tests.factories import make_article, make_country, make_programme_staff
from tests.factories.leaflets import reader, text_of
from tests.factories.services import make_location, make_service
from tests.factories.translations import client, person, text

pytestmark = pytest.mark.django_db
Status = LeafletJobItem.Status


@pytest.fixture
def editor(country):
    return person(country, Role.EDITOR)


def ask(user, country, **data):
    """Send the form and follow to the end of the work."""
    sent = {"country": country.slug, "layout": "a5", "languages": ["en"], **data}
    response = client(user).post(reverse("leaflets_choose"), sent)
    job = LeafletJob.objects.order_by("-pk").first()
    if response.status_code != 302 or job is None:
        return response, None
    while not jobs.run_slice(job, seconds=None):
        pass
    return client(user).get(response["Location"]), job


def key(article) -> str:
    return str(article.translation_key)


class TestMaking:
    def test_one_article_in_one_language(self, country, article, editor):
        response, job = ask(editor, country, articles=[key(article)])
        assert "Finished" in text(response)
        item = job.items.get()
        assert (item.status, item.edition.number) == (Status.DONE, 1)
        url = reverse("leaflets_job_file", args=[job.pk, item.pk])
        answer = client(editor).get(url)
        assert 'filename="a-guide-en-a5-edition-1.pdf"' in answer["Content-Disposition"]
        assert "Edition 1." in text_of(b"".join(answer.streaming_content))

    def test_services_of_a_town(self, country, editor):
        make_service(country, locations=(make_location(country),))
        response, job = ask(editor, country, services="on", town="prague", languages=["en", "uk"], layout="folded")
        assert "Finished" in text(response)
        assert {item.status for item in job.items.all()} == {Status.DONE}
        assert {edition.subject for edition in Edition.objects.all()} == {"services:prague:"}

    def test_several_articles_together_or_each_for_itself(self, country, editor):
        keys = [key(make_article(country, f"guide-{n}", title=f"Guide {n}")) for n in range(3)]
        _response, apart = ask(editor, country, articles=keys)
        assert apart.items.count() == 3
        _response, together = ask(editor, country, articles=keys, together="on")
        assert together.items.get().title == "Guide 0 · Guide 1 · Guide 2"

    @pytest.mark.once
    def test_twenty_articles_in_three_languages_come_as_one_archive(self, country, editor):
        keys = [key(make_article(country, f"guide-{n}", title=f"Guide {n}")) for n in range(20)]
        response, job = ask(editor, country, articles=keys, languages=["en", "uk", "ar"])
        assert jobs.progress(job)["done"] == 60
        assert "Download all" in text(response)
        answer = client(editor).get(reverse("leaflets_job_zip", args=[job.pk]))
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
            names = archive.namelist()
            assert len(names) == len(set(names)) == 60
            assert all(re.fullmatch(r"\d{3}-guide-\d+-(en|uk|ar)-a5-edition-1\.pdf", name) for name in names)
            assert len(reader(archive.read(names[-1])).pages) >= 1
        assert Edition.objects.filter(country=country).count() == 60

    def test_without_a_worker_the_page_of_progress_does_the_work(self, country, article, editor):
        data = {"country": country.slug, "layout": "a5", "languages": ["en", "uk"], "articles": [key(article)]}
        response = client(editor).post(reverse("leaflets_choose"), data)
        assert LeafletJobItem.objects.filter(status=Status.WAITING).count() == 2
        page = client(editor).get(response["Location"])
        for _again in range(20):
            if "Refresh" not in page:
                break
            page = client(editor).get(response["Location"])
        assert "Finished" in text(page)

    def test_what_failed_is_told_and_can_be_tried_again(self, country, editor):
        service = make_service(country, locations=(make_location(country),))
        sent = {"country": country.slug, "layout": "a5", "languages": ["en"], "services": "on"}
        client(editor).post(reverse("leaflets_choose"), sent)
        job = LeafletJob.objects.get()
        Service.objects.filter(pk=service.pk).update(status="draft")  # withdrawn between asking and making
        stamp.change(country)
        jobs.run_slice(job, seconds=None)
        assert job.items.get().status == Status.FAILED
        assert "not listed any more" in text(client(editor).get(reverse("leaflets_job", args=[job.pk])))
        Service.objects.filter(pk=service.pk).update(status="listed")
        stamp.change(country)
        client(editor).post(reverse("leaflets_job_retry", args=[job.pk]))
        jobs.run_slice(LeafletJob.objects.get(), seconds=None)
        assert job.items.get().status == Status.DONE

    def test_files_that_are_not_kept_any_more_are_told(self, country, article, editor):
        _response, job = ask(editor, country, articles=[key(article)])
        keeping.clear(country.slug)
        for url in (
            reverse("leaflets_job_zip", args=[job.pk]),
            reverse("leaflets_job_file", args=[job.pk, job.items.get().pk]),
        ):
            assert "make them again" in text(client(editor).get(url, follow=True))

    def test_the_button_of_an_article_chooses_it(self, country, article, editor):
        page = client(editor).get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
        link = f"{reverse('leaflets_choose')}?country=testland&amp;article={key(article)}"
        assert link in page.text
        form = client(editor).get(link.replace("&amp;", "&"))
        ticked = BeautifulSoup(form.content, "html.parser").select("input[name=articles][checked]")
        assert [box["value"] for box in ticked] == [key(article)]


class TestBadInput:
    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({}, "Choose articles, or tick"),
            ({"languages": []}, "Choose at least one language"),
            ({"languages": ["ur"], "services": "on"}, "ur is not one of the available choices"),
            ({"languages": ["xx"], "services": "on"}, "xx is not one of the available choices"),
            ({"articles": ["6f1d7c1e-52f4-4c3b-9f0e-0d5c6f3e7a10"]}, "is not one of the available choices"),
            ({"articles": ["'; DROP TABLE"]}, "is not one of the available choices"),
            ({"services": "on", "town": "nowhere"}, "nowhere is not one of the available choices"),
            ({"services": "on"}, "There is nothing that readers can see"),
            ({"services": "on", "layout": "a3"}, "a3 is not one of the available choices"),
        ],
    )
    def test_it_is_told_and_nothing_is_made(self, country, article, editor, sent, told):
        response, job = ask(editor, country, **sent)
        assert response.status_code == 422
        assert told in text(response)
        assert job is None
        assert not LeafletJob.objects.exists()

    def test_what_was_chosen_is_kept(self, country, article, editor):
        response, _job = ask(editor, country, articles=[key(article)], languages=[], layout="folded")
        page = BeautifulSoup(response.content, "html.parser")
        assert page.select(f'input[name=articles][value="{key(article)}"][checked]')
        assert page.select_one("select[name=layout] option[selected]")["value"] == "folded"

    def test_more_than_a_leaflet_holds(self, country, editor):
        for number in range(81):
            make_service(country, f"service-{number}", name=f"Service {number}")
        response, job = ask(editor, country, services="on")
        assert "at most 80" in text(response)
        assert job is None

    def test_more_than_can_be_made_at_once(self, country, article, editor, monkeypatch):
        monkeypatch.setattr(jobs, "MOST", 1)
        response, job = ask(editor, country, articles=[key(article)], languages=["en", "uk"])
        assert "At most 1 can be made at once" in text(response)
        assert job is None

    def test_a_draft_is_not_offered(self, country, article, editor):
        article.unpublish()
        response, job = ask(editor, country, articles=[key(article)])
        assert response.status_code == 422
        assert job is None


class TestRegister:
    @pytest.fixture
    def edition(self, country, article, editor):
        ask(editor, country, articles=[key(article)])
        return Edition.objects.get()

    def test_handing_out_is_written_down_and_counted(self, country, edition, editor):
        url = reverse("leaflets_edition", args=[edition.pk])
        for number in (40, 60):
            sent = {"day": "2026-11-02", "place": "Centre at the border", "number": number}
            assert "Written down" in text(client(editor).post(url, sent, follow=True))
        listed = text(client(editor).get(reverse("leaflets_editions")))
        assert "A guide English 1" in listed
        assert "100" in listed
        lines = list(csv.DictReader(io.StringIO(client(editor).get(self.csv(country)).content.decode("utf-8-sig"))))
        assert [(line["day"], line["place"], line["number"], line["language"], line["edition"]) for line in lines] == [
            ("2026-11-02", "Centre at the border", "40", "en", "1"),
            ("2026-11-02", "Centre at the border", "60", "en", "1"),
        ]

    @pytest.mark.parametrize(
        "sent",
        [
            {"day": "2026-11-02", "place": "", "number": 4},
            {"day": "2026-11-02", "place": "Here", "number": 0},
            {"day": "2026-11-02", "place": "Here", "number": -1},
            {"day": "2026-11-02", "place": "Here", "number": "many"},
            {"day": "2026-11-02", "place": "Here", "number": 10**9},
            {"day": "2126-11-02", "place": "Here", "number": 4},
            {"day": "yesterday", "place": "Here", "number": 4},
            {"day": "2026-11-02", "place": "x" * 500, "number": 4},
        ],
    )
    def test_what_cannot_be_is_refused(self, edition, editor, sent):
        response = client(editor).post(reverse("leaflets_edition", args=[edition.pk]), sent)
        assert response.status_code == 422
        assert not Handout.objects.exists()

    def test_a_place_that_looks_like_a_formula_is_guarded(self, country, edition, editor):
        Handout.objects.create(edition=edition, day="2026-11-02", place="=cmd()", number=1)
        assert "'=cmd()" in client(editor).get(self.csv(country)).content.decode()

    @staticmethod
    def csv(country) -> str:
        return reverse("leaflets_csv", args=[country.slug])


class TestWalls:
    @pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.OFFICER, Role.MANAGER])
    def test_those_who_make_leaflets(self, country, article, role):
        _response, job = ask(person(country, role), country, articles=[key(article)])
        assert job is not None

    @pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.REVIEWER])
    def test_those_who_do_not(self, country, article, role):
        response, job = ask(
            person(country, role, "uk" if role == Role.TRANSLATOR else ""), country, articles=[key(article)]
        )
        assert response.status_code == 302 or response.status_code == 403
        assert job is None

    def test_programme_staff_do_everywhere(self, country, article):
        _response, job = ask(make_programme_staff(), country, articles=[key(article)])
        assert job is not None

    def test_another_countrys_editor_is_refused(self, country, article, editor):
        _response, job = ask(editor, country, articles=[key(article)])
        edition = Edition.objects.get()
        stranger = person(make_country("otherland", "XN"), Role.EDITOR)
        for url in (
            reverse("leaflets_job", args=[job.pk]),
            reverse("leaflets_job_zip", args=[job.pk]),
            reverse("leaflets_job_file", args=[job.pk, job.items.get().pk]),
            reverse("leaflets_edition", args=[edition.pk]),
            reverse("leaflets_csv", args=[country.slug]),
            f"{reverse('leaflets_choose')}?country={country.slug}",
            f"{reverse('leaflets_editions')}?country={country.slug}",
        ):
            answer = client(stranger).get(url)
            assert answer.status_code in (302, 403), url
            assert "A guide" not in answer.text
        sent = {"country": country.slug, "layout": "a5", "languages": ["en"], "articles": [key(article)]}
        client(stranger).post(reverse("leaflets_choose"), sent)
        client(stranger).post(reverse("leaflets_job_retry", args=[job.pk]))
        client(stranger).post(
            reverse("leaflets_edition", args=[edition.pk]), {"day": "2026-11-02", "place": "x", "number": 1}
        )
        assert LeafletJob.objects.count() == 1
        assert not Handout.objects.exists()

    @pytest.mark.parametrize("how", ["left", "lost the role", "archived"])
    def test_work_of_somebody_who_lost_the_right_to_it_ends(self, country, article, editor, how):
        sent = {"country": country.slug, "layout": "a5", "languages": ["en"], "articles": [key(article)]}
        client(editor).post(reverse("leaflets_choose"), sent)
        job = LeafletJob.objects.get()
        if how == "left":
            editor.is_active = False
            editor.save()
        elif how == "lost the role":
            editor.groups.clear()
        else:
            Country.objects.filter(pk=country.pk).update(stage=Stage.ARCHIVED, stage_since=clock.today("UTC"))
        assert jobs.run_slice(LeafletJob.objects.get(pk=job.pk))
        assert job.items.get().status == Status.WAITING
        assert not Edition.objects.exists()

    def test_an_article_of_another_country_is_not_offered(self, country, editor):
        other = make_article(make_country("otherland", "XN"), "theirs")
        response, job = ask(editor, country, articles=[key(other)])
        assert response.status_code == 422
        assert job is None

    def test_a_file_belongs_to_its_job(self, country, article, editor):
        _response, job = ask(editor, country, articles=[key(article)])
        serbia = Country.objects.get(slug="serbia")
        foreign = LeafletJob.objects.create(country=serbia, user=editor, layout="a5")
        item = LeafletJobItem.objects.create(
            job=foreign, asked={}, language="en", title="x", status=Status.DONE, file="x"
        )
        assert client(editor).get(reverse("leaflets_job_file", args=[job.pk, item.pk])).status_code == 404
