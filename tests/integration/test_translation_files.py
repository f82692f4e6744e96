"""Translations as files: out, back in, and refused whole where anything is wrong."""

import io
import zipfile

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import TranslationJob, TranslationState
from portal.countries import roles, sites
from portal.countries.models import FactText
from portal.countries.roles import Role
from tests.factories import make_article, make_country, make_fact
from tests.factories.translations import bulk, client, key, person, row, text
from tests.integration.test_translation import translated

State = TranslationState.State
Kind = TranslationJob.Kind
pytestmark = pytest.mark.django_db


class TestFiles:
    @pytest.fixture
    def sent(self, country):
        return make_article(country, body=[("text", "<p>First <b>words</b>.</p>")])

    def export(self, user, country, kind: str, rows, to=("uk",)) -> bytes:
        response = client(user).post(
            reverse("translation_bulk", args=[country.slug]), {"action": kind, "row": list(rows), "to": list(to)}
        )
        assert response.status_code == 200
        return response.content

    def take_in(self, user, country, name: str, content: bytes):
        file = SimpleUploadedFile(name, content)
        return client(user).post(reverse("translation_import", args=[country.slug]), {"uploads": file}, follow=True)

    def translated_po(self, content: bytes, change=lambda entry: entry.msgid + " укр") -> bytes:
        po = polib.pofile(content.decode())
        for entry in po:
            entry.msgstr = change(entry)
        return str(po).encode()

    def test_po_goes_out_comes_back_and_is_published(self, country, sent, manager):
        content = self.export(manager, country, "po", [key(sent)])
        assert "Finished" in text(self.take_in(manager, country, "a.po", self.translated_po(content)))
        assert row(sent).state == State.IN_PROGRESS
        bulk(manager, country, "publish", [key(sent)])
        assert translated(sent, "uk").title == "A guide укр"
        assert "<b>words</b>" in str(translated(sent, "uk").body)
        assert row(sent).state == State.CURRENT

    def test_xliff_goes_out_and_comes_back_for_pages_and_words(self, country, sent, manager):
        fact = make_fact(country, "until", label="Valid until")
        cell = TranslationState.objects.get(
            subject=str(fact.pk), locale=sites.locale("ar"), content_type__model="facttext"
        )
        rows = [key(sent), f"{cell.content_type_id}:{fact.pk}"]
        content = self.export(manager, country, "xliff", rows, to=("ar",)).decode()
        assert 'target-language="ar"' in content
        filled = content.replace('<target state="needs-translation" />', '<target state="translated">عربي</target>')
        assert filled != content
        assert "Finished" in text(self.take_in(manager, country, "ar.xlf", filled.encode()))
        assert FactText.objects.get(fact=fact, locale=sites.locale("ar")).label == "عربي"
        assert row(sent, "ar").state == State.IN_PROGRESS

    def test_several_languages_come_as_an_archive_and_go_back_as_one(self, country, sent, manager):
        content = self.export(manager, country, "po", [key(sent)], to=("uk", "ar"))
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = {name: self.translated_po(packed.read(name)) for name in packed.namelist()}
        assert len(files) == 2
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for name, data in files.items():
                packed.writestr(name, data)
        self.take_in(manager, country, "all.zip", out.getvalue())
        assert {row(sent, code).state for code in ("uk", "ar")} == {State.IN_PROGRESS}

    def refused(self, response, words: str) -> None:
        assert response.status_code == 422
        assert words in text(response)
        assert "Nothing was taken in" in text(response)
        assert not TranslationJob.objects.filter(kind=Kind.IMPORT).exists()

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.po", b"\xff\xfe\x00", "broken"),
            ("a.po", b'msgid "x"\nmsgstr "unended', "broken"),
            ("a.po", b'msgid "x"\nnonsense\n', "broken"),
            ("a.po", b'msgid "x"\nmsgstr "y"\n', "was not exported here"),
            ("a.po", __file__.encode(), "broken"),
            ("a.xlf", b"<xliff", "broken"),
            ("a.xlf", b"", "empty"),
            ("a.xlf", b"<html/>", "no XLIFF"),
            ("a.xlf", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff>&e;</xliff>', "broken"),
            ("a.zip", b"no archive", "broken"),
            ("a.doc", b"words", "no PO or XLIFF"),
        ],
    )
    def test_a_broken_file_is_refused_in_plain_words(self, country, manager, name, content, words):
        response = self.take_in(manager, country, name, content)
        if content:
            self.refused(response, words)
        else:
            assert words in text(response)

    def test_an_archive_within_an_archive_is_not_opened(self, country, sent, manager):
        content = self.translated_po(self.export(manager, country, "po", [key(sent)]))
        for name in ("a.po", "A.ZIP", "all.zip"):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as packed:
                packed.writestr(name, content)
            content = out.getvalue()
        assert self.take_in(manager, country, "all.zip", content).status_code == 422
        assert not TranslationJob.objects.filter(kind=Kind.IMPORT).exists()

    def test_a_damaged_archive_is_refused(self, country, sent, manager):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("a.po", b"word " * 1000)
        damaged = bytearray(out.getvalue())
        damaged[34:44] = b"\xff" * 10  # where the packed words begin
        self.refused(self.take_in(manager, country, "a.zip", bytes(damaged)), "broken")

    def test_a_file_of_another_country(self, country, sent, manager):
        other = make_country("elsewhere", "XE")
        manager.groups.add(roles.group(other, Role.MANAGER))
        content = self.translated_po(self.export(manager, country, "po", [key(sent)]))
        self.refused(self.take_in(manager, other, "a.po", content), "another country")

    def test_a_file_of_an_older_source(self, country, sent, manager):
        content = self.translated_po(self.export(manager, country, "po", [key(sent)]))
        sent.title = "Another title"
        sent.save_revision().publish()
        self.refused(self.take_in(manager, country, "a.po", content), "has changed since this file was exported")

    def test_a_file_for_a_page_with_the_texts_of_another(self, country, sent, manager):
        other = make_article(country, "another", title="Another")
        content = self.export(manager, country, "po", [key(sent)]).decode()
        content = content.replace(str(sent.translation_key), str(other.translation_key))
        self.refused(self.take_in(manager, country, "a.po", content.encode()), "has changed since")

    def test_a_changed_source_text_a_wrong_tag_and_a_long_title_are_all_named_and_nothing_is_taken_in(
        self, country, sent, manager
    ):
        po = polib.pofile(self.export(manager, country, "po", [key(sent)]).decode())
        for entry in po:
            entry.msgstr = "x" * 300 if entry.msgctxt == "title" else "<script>x</script>"
        po[1].msgid = "Not in the page"
        response = self.take_in(manager, country, "a.po", str(po).encode())
        self.refused(response, "Too long")
        assert "no such text" in text(response)
        assert "not allowed" in text(response)
        assert row(sent).state == State.MISSING

    def test_another_persons_language(self, country, sent, manager):
        content = self.translated_po(self.export(manager, country, "po", [key(sent)]))
        translator = person(country, Role.TRANSLATOR, "ar")
        self.refused(self.take_in(translator, country, "a.po", content), "You do not translate into this language")

    def test_nothing_translated(self, country, sent, manager):
        content = self.export(manager, country, "po", [key(sent)])
        self.refused(self.take_in(manager, country, "a.po", content), "There is no translation in it")
