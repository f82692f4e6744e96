"""What is no answer of a browser is refused, not a server error."""

import pytest
from allauth.mfa.webauthn.forms import LoginWebAuthnForm

from tests.integration.test_sign_in import client, enrol, person, sign_in  # noqa: F401

NONSENSE = [
    '{"id": "x"}',
    "{}",
    "[]",
    "1",
    "null",
    "no json",
    '{"id": "x", "rawId": "x", "response": {}}',
    '{"response": 1}',
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_signs_nobody_in(client, credential):  # noqa: F811
    assert client.post("/cms/login/passkey/", {"credential": credential}).url == "/cms/login/"


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_is_no_passkey(client, person, credential):  # noqa: F811
    sign_in(client)
    client.get("/cms/sign-in/passkeys/add/")
    response = client.post("/cms/sign-in/passkeys/add/", {"credential": credential, "passwordless": "on"})
    assert "The passkey did not work" in response.content.decode()
    enrol(client)
    client.post("/cms/logout/")
    sign_in(client)
    response = client.post("/cms/login/code/", {"credential": credential})
    assert (response.status_code, response.headers.get("Location")) == (200, None)
    assert client.get("/cms/").status_code == 302


def test_upstream_still_fails():
    """When this raises a ValidationError, ``portal/accounts/passkey_forms.py`` can go."""
    form = LoginWebAuthnForm(data={"credential": '{"id": "x"}'})
    form.cleaned_data = {"credential": {"id": "x"}}
    with pytest.raises(KeyError):
        form.clean_credential()
