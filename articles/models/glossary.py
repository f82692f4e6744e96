"""The glossary: how terms are translated, the same everywhere."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class GlossaryTerm(models.Model):
    """A term of the source texts, shared by all countries that write in its language."""

    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language"))
    term = models.CharField(_("term"), max_length=200)
    note = models.TextField(_("note"), blank=True, help_text=_("What is meant, and what is not."))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("glossary")
        ordering = [Lower("term")]
        constraints = [
            models.UniqueConstraint("locale", Lower("term"), name="glossary_term_once_per_language"),
            models.CheckConstraint(condition=~models.Q(term=""), name="glossary_term_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        self.term = " ".join(self.term.split())
        if not self.term:
            raise ValidationError({"term": _("Write the term.")})


class GlossaryWord(models.Model):
    """The term in another language."""

    term = models.ForeignKey(GlossaryTerm, on_delete=models.CASCADE, related_name="words")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language"))
    word = models.CharField(_("translation"), max_length=300)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("translation of a term")
        verbose_name_plural = _("translations of terms")
        constraints = [
            models.UniqueConstraint(fields=["term", "locale"], name="glossary_word_once_per_language"),
            models.CheckConstraint(condition=~models.Q(word=""), name="glossary_word_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.word
