"""Roles: the table, the command that applies it, who counts as what."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from portal.countries import rights_table, roles
from portal.countries.models import Country, CountryLanguage, HomePage
from portal.countries.roles import Role
from portal.settings import BASE_DIR
from services_map import access
from services_map.models import Service
from tests.factories import make_article, make_country, make_person, make_programme_staff
from tests.factories import services as make
from tests.factories.forms import sent

pytestmark = pytest.mark.django_db


def said() -> str:
    out = io.StringIO()
    call_command("apply_roles", stdout=out)
    return out.getvalue()


def home(country: Country, language: str) -> Page:
    return HomePage.objects.child_of(country.container).get(locale__language_code=language)


def test_applying_again_changes_nothing():
    make_country()
    said()
    assert said() == "Every group was as it should be.\n"


def test_what_somebody_changed_by_hand_is_put_right_and_told():
    country = make_country()
    said()
    editors = Group.objects.get(name="editor.testland")
    GroupPagePermission.objects.filter(group=editors).delete()
    abroad = make_country("otherland", "XN").container
    publish = GroupPagePermission.objects.filter(permission__codename="publish_page").first().permission
    GroupPagePermission.objects.create(group=editors, page=abroad, permission=publish)
    editors.permissions.clear()
    Group.objects.get(name="reviewer.testland").delete()
    told = said()
    assert f"- wagtailcore.publish_page ({abroad.pk})" in told
    assert f"+ wagtailcore.change_page ({country.container.pk})" in told
    assert "+ wagtailadmin.access_admin" in told
    assert "reviewer.testland: made" in told
    person = make_person(country, Role.EDITOR)
    assert country.container.permissions_for_user(person).can_edit()
    assert not abroad.permissions_for_user(person).can_publish()


def test_the_groups_that_wagtail_makes_have_no_rights_left():
    said()
    left = Group.objects.filter(name__in=("Editors", "Moderators"))
    assert not GroupPagePermission.objects.filter(group__in=left).exists()
    assert not GroupCollectionPermission.objects.filter(group__in=left).exists()


def test_each_role_gets_its_own_rights_in_its_own_country():
    country, other = make_country(), make_country("otherland", "XN")
    article, foreign = make_article(country), make_article(other)
    can = {role: article.permissions_for_user(make_person(country, role)) for role in Role}
    assert {role for role, able in can.items() if able.can_edit()} == {
        Role.EDITOR, Role.REVIEWER, Role.PUBLISHER, Role.MANAGER
    }  # fmt: skip
    assert {role for role, able in can.items() if able.can_publish()} == {Role.PUBLISHER, Role.MANAGER}
    assert {role for role, able in can.items() if able.can_lock()} == {Role.PUBLISHER, Role.MANAGER}
    for role in Role:
        able = foreign.permissions_for_user(make_person(country, role))
        assert not able.can_edit()
        assert not able.can_publish()
    staff = make_programme_staff()
    assert foreign.permissions_for_user(staff).can_publish()
    assert not any(name.startswith("auth.") for name in staff.get_all_permissions())


def test_translators_have_their_languages_only():
    country = make_country()
    person = make_person(country, Role.TRANSLATOR, languages=("uk",))
    assert roles.languages_of(person, country) == {"uk"}
    assert home(country, "uk").permissions_for_user(person).can_edit()
    assert not home(country, "uk").permissions_for_user(person).can_publish()
    for code in ("en", "ar"):
        assert not home(country, code).permissions_for_user(person).can_edit()
    assert roles.languages_of(make_person(country, Role.EDITOR), country) == {"en", "uk", "ar"}


def test_a_language_that_is_no_longer_offered_takes_the_rights_along():
    country = make_country()
    person = make_person(country, Role.TRANSLATOR, languages=("ar",))
    CountryLanguage.objects.filter(country=country, locale__language_code="ar").delete()
    changes = roles.apply(country)
    assert set(changes) == {"translator.testland.ar"}
    assert roles.languages_of(person, country) == frozenset()
    assert not home(country, "ar").permissions_for_user(type(person).objects.get(pk=person.pk)).can_edit()


def test_a_country_leaves_the_translators_of_one_whose_name_begins_like_its_own_alone():
    longer = make_country("testlandia", "XL")
    roles.apply(longer)
    translators = Group.objects.get(name="translator.testlandia.uk")
    before = set(GroupPagePermission.objects.filter(group=translators).values_list("page", "permission"))
    country = make_country()
    assert not any("testlandia" in name for name in roles.apply(country))
    assert (
        set(GroupPagePermission.objects.filter(group=translators).values_list("page", "permission")) == before != set()
    )


def test_several_roles_in_several_countries_do_not_mix(site):
    """An officer here who is an editor there keeps the directory here, and only chooses from it there."""
    here, there = make_country(), make_country("otherland", "XN")
    mine, theirs = make.make_service(here), make.make_service(there)
    make_person(here, Role.OFFICER, name="both")
    person = make_person(there, Role.EDITOR, name="both")
    assert list(access.countries(person)) == [here]
    client = site("")
    client.force_login(person)
    form = client.get(reverse("services_map_service:edit", args=[mine.pk])).context["form"]
    for name in ("edit", "history", "usage"):
        assert client.get(reverse(f"services_map_service:{name}", args=[mine.pk])).status_code == 200
        response = client.get(reverse(f"services_map_service:{name}", args=[theirs.pk]))
        assert response.status_code == (200 if name == "usage" else 302), name
    data = {**sent(form), "slug": "taken-over"}
    client.post(reverse("services_map_service:edit", args=[theirs.pk]), data)
    assert Service.objects.get(pk=theirs.pk).slug != "taken-over"
    chosen = client.get(reverse("services_map_service_chooser:chosen", args=[theirs.pk]))
    assert chosen.status_code == 200


def test_the_owner_of_a_new_row_is_of_a_country_where_the_role_holds(site):
    here, there = make_country(), make_country("otherland", "XN")
    theirs = make.make_organization(there)
    make_person(here, Role.OFFICER, name="both")
    client = site("")
    client.force_login(make_person(there, Role.EDITOR, name="both"))
    response = client.post(reverse("services_map_focal_person:add"), {"organization": theirs.pk, "name": "Somebody"})
    assert "organization" in response.context["form"].errors


def test_a_manager_keeps_the_directory_too():
    country = make_country()
    assert list(access.countries(make_person(country, Role.MANAGER))) == [country]


def test_colleagues_are_those_of_the_own_countries():
    country, other = make_country(), make_country("otherland", "XN")
    people = [make_person(country, role) for role in Role]
    make_person(other, Role.EDITOR)
    assert set(roles.colleagues(people[0])) == set(people)


def test_the_docs_show_the_table_as_it_is():
    text = (BASE_DIR / "docs/operators/roles.md").read_text()
    assert rights_table.markdown() in text, "manage.py apply_roles --table"
