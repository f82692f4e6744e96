"""What leaflets are asked for, and what is written down about handing them out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import ArticlePage
from locales import languages
from portal.countries.desk import admin_language
from portal.countries.frame import Frame
from portal.leaflets import jobs, services
from portal.leaflets.asking import Ask
from portal.leaflets.composing import MOST_ARTICLES
from portal.leaflets.layouts import Layout
from portal.leaflets.models import Handout
from portal.leaflets.problems import NoLeaflet
from services_map import directory as directories


def articles_of(frame: Frame) -> list[tuple[str, str]]:
    """(translation key, title) of all articles that readers see, in the order of the site; titles in the team's language where there is one."""
    rows = ArticlePage.objects.filter(url_path__startswith=frame.prefix, live=True).order_by("path")
    chain = [locale for locale, _code in frame.locale_chain(frame.source_language)]
    best: dict[str, tuple[int, str]] = {}
    for key, title, locale, path in rows.values_list("translation_key", "title", "locale_id", "path"):
        if locale not in chain or frame.restricted(path):
            continue
        rank = chain.index(locale)
        if str(key) not in best or rank < best[str(key)][0]:
            best[str(key)] = (rank, title)
    return [(key, title) for key, (_rank, title) in best.items()]


class ChooseForm(forms.Form):
    """Articles, or services of a town and a category, in languages, on a paper."""

    articles = forms.MultipleChoiceField(
        label=gettext_lazy("Articles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    together = forms.BooleanField(label=gettext_lazy("All these articles in one leaflet"), required=False)
    services = forms.BooleanField(label=gettext_lazy("A leaflet of services"), required=False)
    town = forms.ChoiceField(label=gettext_lazy("Town"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("What kind of help"), required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one language.")},
    )
    layout = forms.ChoiceField(label=gettext_lazy("Paper"), choices=Layout.choices, initial=Layout.A5)

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame = frame
        directory = directories.of(frame)
        language = admin_language()
        chain = frame.chain(language) if language in frame.codes else [language, *frame.codes]
        self._choices("articles", articles_of(frame))
        towns = [(town.slug, directory.town_name(pk, chain)) for pk, town in directory.towns.items()]
        kinds = [(kind.slug, directory.category_name(pk, chain)) for pk, kind in directory.categories.items()]
        self._choices("town", [("", _("all towns")), *sorted(towns, key=lambda item: item[1])])
        used = directory.facets.get("category", {})
        self._choices("category", [("", _("all kinds")), *((slug, name) for slug, name in kinds if slug in used)])
        self._choices("languages", [(code, languages.get(code).endonym) for code in frame.codes])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        if not data["articles"] and not data["services"]:
            raise forms.ValidationError(_("Choose articles, or tick that you want a leaflet of services."))
        if data["together"] and len(data["articles"]) > MOST_ARTICLES:
            self.add_error("articles", _("At most %(most)s articles fit in one leaflet.") % {"most": MOST_ARTICLES})
        if data["services"]:
            self._try_services(data)
        if self.errors:
            return data
        wanted = len(self.asks(data)) * len(data["languages"])
        if wanted > jobs.MOST:
            raise forms.ValidationError(
                _("That would be %(wanted)s leaflets. At most %(most)s can be made at once.")
                % {"wanted": wanted, "most": jobs.MOST}
            )
        return data

    def asks(self, data: dict[str, Any]) -> list[tuple[Ask, str]]:
        """What is to be made in each language, with its title for the team."""
        titles = dict(self.fields["articles"].choices)  # type: ignore[attr-defined]
        keys = data["articles"]
        if data["together"] and len(keys) > 1:
            found = [(Ask(articles=tuple(keys)), " · ".join(titles[key] for key in keys))]
        else:
            found = [(Ask(articles=(key,)), titles[key]) for key in keys]
        if data["services"]:
            chosen = [dict(self.fields[name].choices)[data[name]] for name in ("category", "town")]  # type: ignore[attr-defined]
            found.append((Ask(town=data["town"], category=data["category"]), ", ".join(chosen)))
        return found

    def _try_services(self, data: dict[str, Any]) -> None:
        ask = Ask(town=data["town"], category=data["category"])
        try:
            services.choose(self.frame, self.frame.codes[0], ask)
        except NoLeaflet as problem:
            self.add_error("category", jobs.why_not(problem))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class HandoutForm(forms.ModelForm[Handout]):
    """Where copies went. Nothing about who took one."""

    class Meta:
        model = Handout
        fields = ["day", "place", "number"]
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].initial = today

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day
