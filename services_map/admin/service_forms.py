"""The form of a listing: what is not words, and the words in the country's source language, on one page."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.coreutils import string_to_ascii

from portal.countries import roles
from portal.countries.models import Country
from portal.countries.roles import Role
from portal.countries.walls import WalledForm
from services_map.access import KEEPERS
from services_map.admin.rows import category_names
from services_map.models import Category, FormerSlug, Service, ServiceText

LONGEST_SLUG = 80


class SourceTextFormSet(BaseChildFormSet):
    """The words in the source language alone; those in other languages stay as they are."""

    def __init__(self, data: Any = None, files: Any = None, instance: Any = None, **kwargs: Any) -> None:
        known = instance is not None and instance.pk is not None
        rows = instance.texts.filter(locale=instance.country.source_language) if known else ServiceText.objects.none()
        super().__init__(data, files, instance=instance, **{**kwargs, "queryset": rows})


class ServiceForm(WalledForm):
    """A listing. Its country stays once it is saved; its address is made from the name unless one is written."""

    roles = KEEPERS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        self._offer_officers()
        self._group_categories()
        for form in self.formsets["contacts"].forms:
            form.instance.service = self.instance  # numbers are read as those of its country

    def _offer_officers(self) -> None:
        field = self.fields.get("officer")
        if isinstance(field, forms.ModelChoiceField):
            countries = [self.instance.country] if self.instance.pk else self.fields["country"].queryset  # type: ignore[attr-defined]
            groups = [roles.group_name(country, Role.OFFICER) for country in countries]
            people = get_user_model().objects.filter(is_active=True, groups__name__in=groups)
            kept = get_user_model().objects.filter(pk=self.instance.officer_id)
            field.queryset = (people | kept).distinct().order_by("username")
            if not self.instance.pk and self.for_user and people.filter(pk=self.for_user.pk).exists():
                self.initial.setdefault("officer", self.for_user.pk)

    def _group_categories(self) -> None:
        rows = list(Category.objects.values_list("pk", "parent", "slug"))
        names = category_names(pk for pk, _parent, _slug in rows)
        grouped: list[Any] = []
        for pk, parent, slug in rows:
            if parent is None:
                below = [(other, names.get(other, name)) for other, above, name in rows if above == pk]
                grouped.append((names.get(pk, slug), [(pk, names.get(pk, slug)), *below]))
        if "category" in self.fields:
            self.fields["category"].widget = forms.Select(choices=[("", "---------"), *grouped])
        if "other_categories" in self.fields:
            self.fields["other_categories"].widget = forms.CheckboxSelectMultiple(choices=grouped)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        country: Country | None = self.instance.country if self.instance.pk else data.get("country")
        if country is None:
            self.instance.country = self.fields["country"].queryset.first()  # type: ignore[attr-defined] # to check the rest too
            return data
        self.instance.country = country
        self._settle_text(country)
        organization = data.get("organization")
        if organization and organization.country_id != country.pk:
            self.add_error("organization", _("This organization belongs to another country."))
        officer = data.get("officer")
        if officer and officer.pk != self.instance.officer_id and officer not in roles.members(country, Role.OFFICER):
            self.add_error("officer", _("This person does not keep the directory of that country."))
        self._check_places(country)
        self._settle_slug(country, data)
        return data

    def _settle_text(self, country: Country) -> None:
        """New words are those of the source language."""
        for form in self.formsets["texts"].forms:
            if form.instance.pk is None:
                form.instance.locale = country.source_language

    def _check_places(self, country: Country) -> None:
        for form in self.formsets["places"].forms:
            location = getattr(form, "cleaned_data", {}).get("location") if form.is_valid() else None
            if location and location.country_id != country.pk:
                form.add_error("location", _("This place lies in another country."))

    def _settle_slug(self, country: Country, data: dict[str, Any]) -> None:
        others = Service.objects.filter(country=country).exclude(pk=self.instance.pk)
        slug = data.get("slug")
        if slug:
            if others.filter(slug=slug).exists():
                self.add_error("slug", _("Another listing has this address."))
            return
        names = [form.cleaned_data.get("name", "") for form in self.formsets["texts"].forms if form.is_valid()]
        if names and "slug" not in self.errors:
            data["slug"] = self.instance.slug = propose_slug(country, names[0], self.instance.pk)


def propose_slug(country: Country, name: str, besides: int | None = None) -> str:
    """An address in Latin letters that no listing of the country has or had, from a name in any script."""
    base = slugify(string_to_ascii(name))[: LONGEST_SLUG - 5].strip("-") or "service"
    taken = set(
        Service.objects.filter(country=country, slug__startswith=base)
        .exclude(pk=besides)
        .values_list("slug", flat=True)
    )
    taken |= set(FormerSlug.objects.filter(country=country, slug__startswith=base).values_list("slug", flat=True))
    number, slug = 2, base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
