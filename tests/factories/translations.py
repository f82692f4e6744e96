"""Translations in tests: people of a country team, cells of the board, translations made without wagtail-localize."""

from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage, TranslationState
from portal.countries import roles, sites
from portal.countries.roles import Role


def client(user) -> Client:
    found = Client(HTTP_HOST="localhost:8000")
    found.force_login(user)
    return found


def person(country, role: Role, language: str = "", name: str = ""):
    user = get_user_model().objects.create(username=name or f"{role}.{country.slug}{language}")
    user.groups.add(roles.group(country, role, language))
    return user


def row(page, code: str = "uk") -> TranslationState:
    return TranslationState.objects.get(subject=str(page.translation_key), locale=sites.locale(code))


def key(page) -> str:
    found = row(page)
    return f"{found.content_type_id}:{found.subject}"


def bulk(user, country, action: str, rows=(), to=("uk",), **more):
    data = {"action": action, "row": list(rows), "to": list(to), **more}
    return client(user).post(reverse("translation_bulk", args=[country.slug]), data, follow=True)


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def make_translation(article: ArticlePage, code: str, state: str = "current", title: str = "") -> ArticlePage:
    """A published translation whose state is as told."""
    copy = article.copy_for_translation(sites.locale(code))
    copy.title = title or f"{article.title} ({code})"
    copy.save_revision().publish()
    TranslationState.objects.filter(pk=row(article, code).pk).update(state=state)
    return ArticlePage.objects.get(pk=copy.pk)


def words_cell(thing, code: str = "uk") -> TranslationState:
    kinds = {"fact": "facttext", "alert": "alerttext", "service": "servicetext"}
    model = kinds[thing._meta.model_name]
    return TranslationState.objects.get(content_type__model=model, subject=str(thing.pk), locale=sites.locale(code))


def words_key(thing) -> str:
    return f"{words_cell(thing).content_type_id}:{thing.pk}"


def words_of(model, thing, code: str = "uk"):
    return model.objects.get(**{model.neutral_field: thing}, locale=sites.locale(code))


def write_words(user, thing, **said: str) -> None:
    client(user).post(reverse("translation_words", args=[words_cell(thing).pk]), said)


def change_words(model, thing, code: str = "en", **said: str) -> None:
    found = words_of(model, thing, code)
    for name, value in said.items():
        setattr(found, name, value)
    found.save()
