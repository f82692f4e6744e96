"""Words of a neutral row in one language: the pattern of facts and topics (docs/adr/0003-facts-once-words-per-language.md)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, TranslatableMixin


class Words(TranslatableMixin, models.Model):
    """A row of text for each language, all translations of each other, below a row that holds what is not words.

    Subclasses name the foreign key to that row in ``neutral_field``.
    """

    neutral_field: ClassVar[str]

    translation_key: Any  # of TranslatableMixin
    # Wagtail's own field is not editable; here editors see all languages of a row in one form.
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language"))

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            of_same_row = {self.neutral_field: getattr(self, self.neutral_field)}
            sibling = type(self)._default_manager.filter(**of_same_row).exclude(locale=self.locale_id).first()
            if sibling:
                self.translation_key = sibling.translation_key
        super().save(*args, **kwargs)
