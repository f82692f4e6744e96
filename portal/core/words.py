"""Words of a neutral row in one language: the pattern of facts and topics (docs/adr/0003-facts-once-words-per-language.md)."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, TranslatableMixin
from wagtail_localize.fields import TranslatableField

# Words of a country were written past ``save`` (in bulk): sent with ``country``, for those who keep something about them.
written_in_bulk = Signal()


class Words(TranslatableMixin, models.Model):
    """A row of text for each language, all translations of each other, below a row that holds what is not words.

    Subclasses name the foreign key to that row in ``neutral_field``. ``tells_machine``: whether readers see where a machine wrote them;
    where they do not, no machine does.
    """

    neutral_field: ClassVar[str]
    tells_machine: ClassVar[bool] = False

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

    @classmethod
    def word_fields(cls) -> list[str]:
        """The fields that are translated, in their order; the first one names the row."""
        fields: list[Any] = getattr(cls, "translatable_fields", [])
        return [field.field_name for field in fields if isinstance(field, TranslatableField)]

    @classmethod
    def country_path(cls) -> str:
        """The lookup from a row to its country; empty for rows that all countries share."""
        try:
            cls.neutral_model()._meta.get_field("country")
        except FieldDoesNotExist:
            return ""
        return f"{cls.neutral_field}__country"

    @classmethod
    def neutral_model(cls) -> Any:
        """The model of the row that holds what is not words."""
        return cls._meta.get_field(cls.neutral_field).related_model

    @property
    def by_field(self) -> dict[str, str]:
        """These words, as their fingerprint takes them."""
        return {name: str(getattr(self, name)).strip() for name in self.word_fields()}

    @property
    def digest(self) -> str:
        """The fingerprint of these words."""
        return self.fingerprint(self.by_field)

    @classmethod
    def fingerprint(cls, words: Mapping[str, str]) -> str:
        """The fingerprint of words by field, in the order of the fields."""
        said = "\0".join(words.get(name, "") for name in cls.word_fields())
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def words_of_countries() -> list[type[Words]]:
    """Every kind of words whose rows belong to a country, by name."""
    found = [model for model in apps.get_models() if issubclass(model, Words) and model.country_path()]
    return sorted(found, key=lambda model: model._meta.label)
