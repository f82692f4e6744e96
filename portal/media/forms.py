"""The form of an image in the admin: with its alternative text in each language of its country."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.images.forms import BaseImageForm
from wagtail.models import Collection, Locale

from locales import languages
from portal.media.models import ImageText, PortalImage

LONGEST = 300
_PREFIX = "alt_"


def offered(collection: Collection | None) -> list[str]:
    """The languages in which the pictures of a collection are worded, told by a room above: ``portal_collection_languages``."""
    found: list[str] = []
    for languages_of in hooks.get_hooks("portal_collection_languages") if collection else ():
        found += languages_of(collection)
    return found


class ImageForm(BaseImageForm):
    """A picture that is stored already belongs to a country: it is worded in the languages of that one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        known = {text.locale.language_code: text.alt for text in self.instance.texts.select_related("locale")}
        for code in dict.fromkeys((*offered(self.instance.collection), *known)):
            self.fields[_PREFIX + code] = forms.CharField(
                label=_("Alternative text: %(language)s") % {"language": languages.get(code).endonym},
                help_text=_("What the picture says, for those who cannot see it. Used where a page does not word it."),
                required=False,
                max_length=LONGEST,
                initial=known.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2, "lang": code, "dir": languages.direction(code)}),
            )

    def save(self, commit: bool = True) -> PortalImage:
        with transaction.atomic():
            image: PortalImage = super().save(commit=commit)
            if commit:
                self._save_words(image)
        return image

    def _save_words(self, image: PortalImage) -> None:
        for name, value in self.cleaned_data.items():
            if not name.startswith(_PREFIX):
                continue
            locale, _made = Locale.objects.get_or_create(language_code=name.removeprefix(_PREFIX))
            if value.strip():
                text = ImageText.objects.filter(image=image, locale=locale).first()
                text = text or ImageText(image=image, locale=locale)
                if text.alt != value.strip():
                    text.alt = value.strip()
                    text.save()
            else:
                ImageText.objects.filter(image=image, locale=locale).delete()
