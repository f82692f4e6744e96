"""Ways to a country's languages and topics, as menus show them."""

from dataclasses import dataclass

from locales import languages


@dataclass(frozen=True)
class OfferedLanguage:
    """A language of the country, as a language menu shows it."""

    code: str
    locale_id: int
    audio_first: bool

    @property
    def endonym(self) -> str:
        return languages.get(self.code).endonym

    @property
    def direction(self) -> str:
        return languages.get(self.code).direction


@dataclass(frozen=True)
class TopicLink:
    """A topic in the reader's language, or in a fallback (``language`` says which)."""

    pk: int
    path: str
    title: str
    summary: str
    language: str
    icon: str
    place: str
