"""The index of the search: entries on shelves, the stems that stand in them, the words of each shelf; synonyms; what was missed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale

from portal.countries.models import Country

LONGEST_WORD = 32  # characters of a folded word or stem; what is longer is cut


class Shelf(models.Model):
    """What a country has in one language."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "locale"], name="search_shelf_once")]

    def __str__(self) -> str:
        return f"{self.country_id} {self.locale_id}"


class Entry(models.Model):
    """An article or a service in one language. ``key`` is the same in all languages; ``text`` is what a passage is cut from."""

    class Kind(models.TextChoices):
        """What it leads to."""

        ARTICLE = "article", _("article")
        SERVICE = "service", _("service")

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=32)
    target = models.BigIntegerField()  # the page or the service
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "kind", "key"], name="search_entry_once_per_language")]
        indexes = [models.Index(fields=["kind", "target"], name="search_entry_of_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Posting(models.Model):
    """A stem stands in an entry; ``weight`` says how much the entry is about it."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="+", db_index=False)
    stem = models.CharField(max_length=LONGEST_WORD)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="postings")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["shelf", "stem", "entry", "weight"], name="search_posting")]

    def __str__(self) -> str:
        return self.stem


class Word(models.Model):
    """A folded word as it stands in the texts of a shelf, and its stem."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=LONGEST_WORD)
    stem = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "word"], name="search_word_once_per_shelf")]

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Words that mean the same to those who search in a language: "TP" and "temporary protection"."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language"))
    words = models.TextField(
        _("words"), help_text=_("What people type, and what stands in our texts; one on each line.")
    )

    panels = [FieldPanel("locale"), FieldPanel("words")]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["locale", "words"]

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The words and phrases, without empty lines."""
        return [line.strip() for line in self.words.splitlines() if line.strip()]


class Missed(models.Model):
    """How often something was looked for in vain on a day, by enough people that it points to nobody (portal.search.missed)."""

    day = models.DateField(_("day"))
    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="+", verbose_name=_("country"))
    language = models.CharField(_("language"), max_length=20)
    term = models.CharField(_("looked for"), max_length=80)
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        ordering = ["-day", "-count"]
        constraints = [
            models.UniqueConstraint(fields=["day", "country", "language", "term"], name="search_missed_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.term}"
