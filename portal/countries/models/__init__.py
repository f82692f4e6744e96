"""What a country site is made of."""

from portal.countries.models.alerts import Alert, AlertText
from portal.countries.models.country import Country, CountryLanguage
from portal.countries.models.facts import Fact, FactCheck, FactText
from portal.countries.models.pages import CountryContainer, HomePage, TopicPage
from portal.countries.models.partners import Partner, PartnerText
from portal.countries.models.stage import Stage, StageText
from portal.countries.models.topics import Topic, TopicText

__all__ = [
    "Alert",
    "AlertText",
    "Country",
    "CountryContainer",
    "CountryLanguage",
    "Fact",
    "FactCheck",
    "FactText",
    "HomePage",
    "Partner",
    "PartnerText",
    "Stage",
    "StageText",
    "Topic",
    "TopicPage",
    "TopicText",
]
