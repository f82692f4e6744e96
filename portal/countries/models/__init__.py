"""What a country site is made of."""

from portal.countries.models.country import Country, CountryLanguage
from portal.countries.models.facts import Fact, FactText
from portal.countries.models.pages import CountryContainer, HomePage, TopicPage
from portal.countries.models.topics import Topic, TopicText

__all__ = [
    "Country",
    "CountryContainer",
    "CountryLanguage",
    "Fact",
    "FactText",
    "HomePage",
    "Topic",
    "TopicPage",
    "TopicText",
]
