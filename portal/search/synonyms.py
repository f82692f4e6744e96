"""The list of synonyms to begin with."""

from pathlib import Path

import yaml
from django.db import transaction
from wagtail.models import Locale

from portal.search.models import Synonym

_FILE = Path(__file__).with_name("synonyms.yaml")


@transaction.atomic
def load() -> int:
    """Add what is not yet there, for the languages that exist here. Returns how many groups were added."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    known = {(synonym.locale_id, tuple(synonym.lines)) for synonym in Synonym.objects.all()}
    added = 0
    for code, groups in yaml.safe_load(_FILE.read_text(encoding="utf-8")).items():
        for group in groups:
            locale = locales.get(code)
            if locale and (locale.pk, tuple(group)) not in known:
                Synonym.objects.create(locale=locale, words="\n".join(group))
                added += 1
    return added
