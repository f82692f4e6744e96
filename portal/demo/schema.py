"""What the content files hold. See ``content/README.md`` for the same in words, with examples."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, model_validator

from portal.core import markdown
from portal.countries.fact_marks import MARK


def _plain(value: str) -> str:
    if re.search(r"<\w|\]\(|\{fact:", value):
        raise ValueError("plain text only here: no HTML, no links and no facts")
    return " ".join(value.split())


def _markdown(value: str) -> str:
    if re.search(r"<\w", value):
        raise ValueError("no HTML: write **bold**, lists with `-`, and [links](https://...)")
    if re.search(r"^#", value, re.MULTILINE):
        raise ValueError("no headings inside a text: use a `heading:` block")
    if not markdown.shape(value):
        raise ValueError("this text is empty")
    if "{fact:" in MARK.sub("", value):
        raise ValueError("write a fact as {fact:its-key}")
    return value.strip()


Plain = Annotated[str, Field(min_length=1), AfterValidator(_plain)]
Markdown = Annotated[str, Field(min_length=1), AfterValidator(_markdown)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Audience = Literal[
    "women",
    "children",
    "young-people",
    "families",
    "older-people",
    "disabled-people",
    "roma",
    "lgbtqi",
    "newly-arrived",
]


class Strict(BaseModel):
    """Unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid")


class Source(Strict):
    title: Plain
    url: HttpUrl | None = None
    dated: dt.date | None = None


class Step(Strict):
    title: Plain
    text: Markdown | None = None


class Question(Strict):
    question: Plain
    answer: Markdown


class Callout(Strict):
    """A warning (harm is near) or a note (good to know)."""

    title: Plain
    text: Markdown


class Deadline(Strict):
    """A date that a person must not miss: the date itself is the fact."""

    fact: Slug
    text: Plain


class Documents(Strict):
    items: Annotated[list[Plain], Field(min_length=1)]
    text: Markdown | None = None


class ContactCard(Strict):
    """A person or office to turn to; its phone numbers are facts."""

    name: Plain
    text: Markdown | None = None
    phones: list[Slug] = []


class Picture(Strict):
    file: str
    alt: Plain
    caption: Plain | None = None


class Download(Strict):
    file: str
    title: Plain


class ServiceList(Strict):
    """The services of a category of the directory."""

    title: Plain
    category: Slug


class Block(Strict):
    """Exactly one of these fields: it names the block's kind."""

    heading: Plain | None = None
    text: Markdown | None = None
    steps: Annotated[list[Step], Field(min_length=2)] | None = None
    questions: Annotated[list[Question], Field(min_length=1)] | None = None
    warning: Callout | None = None
    note: Callout | None = None
    deadline: Deadline | None = None
    documents: Documents | None = None
    contact: ContactCard | None = None
    facts: Annotated[list[Slug], Field(min_length=1)] | None = None
    picture: Picture | None = None
    recording: Slug | None = None
    download: Download | None = None
    related: Annotated[list[Slug], Field(min_length=1)] | None = None
    services: Annotated[list[Slug], Field(min_length=1)] | None = None
    service_list: ServiceList | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Block":
        if len(self.model_fields_set) != 1:
            raise ValueError("a block has exactly one kind, such as `text:` or `steps:`")
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set))

    @property
    def value(self) -> Any:
        return getattr(self, self.kind)


class ArticleText(Strict):
    """An article's words in one language. ``made_from: earlier`` marks a translation that is outdated on purpose.

    ``what_changed`` are the words of the note on the change that followed the earlier summary.
    """

    title: Annotated[Plain, Field(max_length=110)]
    summary: Annotated[Plain, Field(max_length=260)]
    body: Annotated[list[Block], Field(min_length=1)]
    made_from: Literal["current", "earlier"] = "current"
    what_changed: Annotated[Plain, Field(max_length=300)] | None = None


class Article(ArticleText):
    """The source-language file: the words, and all that is not words."""

    topic: Slug
    order: int = 100
    audience: list[Audience] = []
    sensitive: bool = False
    credits: list[Slug] = []
    sources: Annotated[list[Source], Field(min_length=1)]
    checked_on: dt.date
    next_check_on: dt.date | None = None
    earlier_summary: Plain | None = None

    @model_validator(mode="after")
    def _check_dates(self) -> "Article":
        if self.next_check_on and self.next_check_on <= self.checked_on:
            raise ValueError("next_check_on must come after checked_on")
        if self.what_changed and not self.earlier_summary:
            raise ValueError("what_changed needs an earlier_summary, which it follows")
        return self


class FactValue(Strict):
    """A dated, sourced, typed value. Its label is words, and stands in each language's ``site.yaml``."""

    type: Literal["date", "period", "money", "phone", "text"]
    value: dt.date | Decimal | str | None = None
    unit: Literal["hour", "day", "week", "month", "year"] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    per: Literal["day", "month", "year"] | None = None
    source: Source
    checked_on: dt.date
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    emergency: int | None = None

    @model_validator(mode="after")
    def _typed(self) -> "FactValue":
        wanted = {"date": dt.date, "period": Decimal, "money": Decimal, "phone": str, "text": type(None)}[self.type]
        value = Decimal(self.value) if wanted is Decimal and isinstance(self.value, int | float) else self.value
        if not isinstance(value, wanted):
            raise ValueError(f"a {self.type} fact needs a value of that kind, not {self.value!r}")
        if (self.type == "period") != (self.unit is not None):
            raise ValueError("`unit` goes with a period, and a period needs one")
        if (self.type == "money") != (self.currency is not None):
            raise ValueError("`currency` goes with money, and money needs one")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until comes before valid_from")
        return self


class FactWords(Strict):
    """A fact's label; the value too where it is text."""

    label: Annotated[Plain, Field(max_length=120)]
    text: Plain | None = None
    note: Plain | None = None


class AlertTimes(Strict):
    """An alert without its words. Its days count from the day on which it is loaded, so that a demonstration shows it."""

    kind: Literal["danger", "warning", "information"]
    from_day: int = 0
    days: Annotated[int, Field(ge=1)]
    topic: Slug | None = None
    article: Slug | None = None
    dismissable: bool = True
    source: Source


class AlertWords(Strict):
    """What an alert says; it says that it is a demonstration."""

    title: Annotated[Plain, Field(max_length=100)]
    text: Annotated[Plain, Field(max_length=500)]
    region: Annotated[Plain, Field(max_length=80)] | None = None


class PartnerItem(Strict):
    """A partner or donor. Its credit lines are words."""

    name: Plain
    kind: Literal["partner", "donor"]
    url: HttpUrl | None = None
    everywhere: bool = False


class Site(Strict):
    """A country's ``<language>/site.yaml``."""

    welcome: Annotated[Plain, Field(max_length=240)]
    facts: dict[Slug, FactWords] = {}
    alerts: dict[Slug, AlertWords] = {}
    partners: dict[Slug, Annotated[Plain, Field(max_length=200)]] = {}


class LanguageOffer(Strict):
    language: str
    audio_first: bool = False


class RecordingFile(Strict):
    """A spoken sample; ``language`` is the language spoken, which the transcript is written in."""

    language: str
    title: Plain
    transcript: Markdown
    voice: str
    synthetic: bool = True


class Country(Strict):
    """A country's ``country.yaml``: everything about it that is not words."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    slug: Slug
    time_zone: str
    source_language: str
    languages: Annotated[list[LanguageOffer], Field(min_length=1)]
    team: Plain
    contact_email: str = ""
    topics: Annotated[list[Slug], Field(min_length=1)]
    facts: dict[Slug, FactValue]
    recordings: dict[Slug, RecordingFile] = {}
    alerts: dict[Slug, AlertTimes] = {}
    partners: dict[Slug, PartnerItem] = {}


class Topic(Strict):
    """A topic of the shared list, with its name in every language."""

    slug: Slug
    icon: str
    place: Literal["home", "footer"] = "home"
    check_every_days: Annotated[int, Field(ge=1, le=365)] = 180
    names: dict[str, Plain]
    summaries: dict[str, Plain]


class Topics(Strict):
    topics: list[Topic]
