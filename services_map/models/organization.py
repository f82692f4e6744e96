"""Organizations that offer services, and the people there whom only officers know."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from portal.core.fields import CodesField
from services_map.vocabulary import OrganizationType, language_choices


class Organization(index.Indexed, models.Model):  # type: ignore[django-manager-missing]
    """Who offers services in a country. Its name is its own in every language."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="organizations")
    name = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=20, choices=OrganizationType, default=OrganizationType.NGO)
    website = models.URLField(_("website"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("For the exchange with other systems."))

    panels = [
        FieldPanel("country"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("type")]),
        FieldPanel("website"),
        FieldPanel("description"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("country")]

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["country", "name"], name="organization_once_per_country")]

    def __str__(self) -> str:
        return self.name


class FocalPerson(models.Model):
    """A person at an organization whom officers may ask. Never public: no page, API, export or search holds it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="focal_persons")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    languages = CodesField(_("languages"), codes=language_choices())
    note = models.TextField(_("note"), blank=True)

    panels = [
        FieldPanel("organization"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("languages"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("focal person")
        verbose_name_plural = _("focal persons")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
