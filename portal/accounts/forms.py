"""Forms of sign-in and of the people of a country."""

from typing import Any, cast

from allauth.account.forms import LoginForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locales.languages import LANGUAGES
from portal.accounts import people
from portal.countries.models import Country, CountryLanguage
from portal.countries.roles import Role

ROLES = {
    Role.EDITOR: gettext_lazy("Editor: writes articles and submits them"),
    Role.TRANSLATOR: gettext_lazy("Translator: translates into the languages ticked below"),
    Role.REVIEWER: gettext_lazy("Reviewer: reads and approves"),
    Role.PUBLISHER: gettext_lazy("Publisher: publishes"),
    Role.OFFICER: gettext_lazy("Service mapping officer: keeps the service directory"),
    Role.MANAGER: gettext_lazy("Country manager: everything in the country, and its people"),
}
NAMES = {
    Role.EDITOR: gettext_lazy("Editor"),
    Role.TRANSLATOR: gettext_lazy("Translator"),
    Role.REVIEWER: gettext_lazy("Reviewer"),
    Role.PUBLISHER: gettext_lazy("Publisher"),
    Role.OFFICER: gettext_lazy("Service mapping officer"),
    Role.MANAGER: gettext_lazy("Country manager"),
}


class SignInForm(LoginForm):
    """Name or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or user name")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for name, complete in (("login", "username"), ("password", "current-password")):
            self.fields[name].widget.attrs = {"autocomplete": complete}

    @property
    def can_mail(self) -> bool:
        """Whether the portal mails a link to whoever has forgotten the password."""
        return bool(settings.ENVIRONMENT.email_host)

    def add_prefix(self, field_name: str) -> str:
        """As password managers know the field."""
        return "username" if field_name == "login" else str(super().add_prefix(field_name))


class ActivateCodesForm(ActivateTOTPForm):
    """The first one-time code. It does not sign in as well: allauth remembers only codes used for that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}

    def clean_code(self) -> str:
        code: str = super().clean_code()
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code


class PasswordForm(forms.Form):
    """Whoever was invited chooses a password."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean(self) -> None:
        first, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if first and again and first != again:
            self.add_error("again", _("The two passwords differ. Please write them again."))


class RolesForm(forms.Form):
    """What somebody does in a country."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=[(role.value, ROLES.get(role, role.value)) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one role.")},
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of a translator"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = CountryLanguage.objects.filter(country=country).select_related("locale")
        codes = [language.locale.language_code for language in offered]
        field = cast(forms.MultipleChoiceField, self.fields["languages"])
        field.choices = [(code, LANGUAGES[code].endonym if code in LANGUAGES else code) for code in codes]

    def clean_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]

    def clean(self) -> None:
        translates = Role.TRANSLATOR in self.cleaned_data.get("roles", ())
        if translates and not self.cleaned_data.get("languages") and "languages" not in self.errors:
            self.add_error("languages", _("Please tick the languages that this translator translates into."))

    @property
    def choice(self) -> dict[str, Any]:
        """What was ticked, for ``people.invite`` and ``people.set_roles``."""
        return {"wanted": self.cleaned_data["roles"], "languages": self.cleaned_data["languages"]}


class InviteForm(RolesForm):
    """Somebody new."""

    field_order = ("name", "email", "roles", "languages")

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=people.LONGEST_NAME,
        help_text=gettext_lazy("As the team knows the person. Readers never see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=150,
        help_text=gettext_lazy("The person's own; not one that several share."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(letter.isalpha() for letter in name):
            raise ValidationError(_("Please write the person's name."))
        return name
