"""Facts: typed, dated, sourced, in every language's format; one that has run out says so."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.countries import facts, sites
from portal.countries.models import Fact, FactText
from tests.factories import make_country, make_fact

TODAY = dt.date(2026, 11, 21)


def shown(fact: Fact, *codes: str, on: dt.date = TODAY) -> facts.ShownFact:
    chain = [(sites.locale(code).pk, code) for code in codes]
    return facts.show([fact], FactText.objects.filter(fact=fact), chain, on, "MD")[0]


@pytest.mark.django_db
class TestShown:
    def test_values_take_the_format_of_the_readers_language(self):
        fact = make_fact(make_country(), "until")
        assert shown(fact, "en").value == "4 March 2027"
        assert shown(fact, "uk", "en").value.startswith("4 березня 2027")

    def test_a_fact_without_words_in_the_language_is_shown_with_the_next_ones_marked(self):
        fact = make_fact(make_country(), "until", label="Valid until")
        assert shown(fact, "uk", "en").words_language == "en"
        assert shown(fact, "uk", "en").value_language == "uk"

    def test_it_runs_out_the_day_after_its_last_day(self):
        fact = make_fact(make_country(), "until", valid_until=TODAY)
        assert not shown(fact, "en", on=TODAY).expired
        assert shown(fact, "en", on=TODAY + dt.timedelta(days=1)).expired

    def test_one_edit_changes_every_language(self):
        fact = make_fact(make_country(), "support", type="money", number_value=Decimal(100), currency="EUR")
        fact.number_value = Decimal(250)
        fact.save()
        again = Fact.objects.get(pk=fact.pk)
        assert "250" in shown(again, "en").value
        assert "250" in shown(again, "uk", "en").value


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "money", "number_value": 5},
        {"type": "period", "number_value": 5},
        {"type": "date", "date_value": None},
        {"type": "phone", "phone_value": ""},
        {"valid_from": dt.date(2027, 1, 2), "valid_until": dt.date(2027, 1, 1)},
        {"emergency_order": 1},
        {"source_title": ""},
    ],
)
def test_the_database_refuses_a_wrong_fact(wrong):
    country = make_country()
    values = {"type": "date", "date_value": dt.date(2027, 3, 4), "source_title": "A source", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(country=country, key="wrong", checked_on=TODAY, **values)


@pytest.mark.django_db
def test_the_form_says_which_value_is_missing():
    fact = Fact(country=make_country(), key="x", type="money", number_value=5, source_title="A", checked_on=TODAY)
    with pytest.raises(ValidationError) as problem:
        fact.full_clean()
    assert set(problem.value.message_dict) == {"currency"}
