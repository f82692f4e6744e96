"""The form of an article in the admin, below its model: what its author says about the change, and the checklist beside it.

Required fields are never a reason to lose a draft: the form takes what is there, and publishing asks the checklist (``articles.checklist``).
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel

from portal.countries.models import Country


class ArticleForm(WagtailAdminPageForm):
    """With two fields that are no columns of the page: they go into a change note when it is published."""

    change_kind = forms.ChoiceField(label=_("This edit is"), widget=forms.RadioSelect, required=False)
    change_text = forms.CharField(
        label=_("What changed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For an important change: one or two sentences, in the language of this page. Readers see them under “What changed”."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from articles import changes  # domain functions and models above this form
        from articles.models.change import LONGEST_NOTE

        super().__init__(*args, **kwargs)
        if "change_kind" not in self.fields:
            return
        country = Country.objects.of_page(self.instance if self.instance.pk else self.parent_page)
        if country is None or self.instance.locale_id != country.source_language_id:
            del self.fields["change_kind"], self.fields["change_text"]  # a translation follows its source
            return
        kind, text = changes.waiting(self.instance)
        self.initial |= {"change_kind": kind, "change_text": text}
        self.fields["change_kind"].choices = changes.Kind.choices
        self.fields["change_text"].max_length = LONGEST_NOTE
        self.fields["change_text"].validators.append(forms.CharField(max_length=LONGEST_NOTE).validators[0])

    def is_valid(self) -> bool:
        self.defer_required_fields()
        valid: bool = super().is_valid()
        return valid

    def save(self, commit: bool = True) -> Any:
        page = super().save(commit=commit)
        if page._state.adding:
            page.live = False  # a new page is a draft until its first revision is published
        if "change_kind" in self.fields:
            data = self.cleaned_data
            page.change_written = (data.get("change_kind") or "ordinary", data.get("change_text", ""))
        return page


class ChecklistPanel(Panel):
    """What the page still lacks, as it was last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/checklist_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from articles import checklist  # domain functions above this panel

            context: dict[str, Any] = super().get_context_data(parent_context)
            subject = checklist.subject(self.instance)
            return {**context, "article": self.instance, "results": checklist.results(subject) if subject else []}
