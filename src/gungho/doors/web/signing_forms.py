# SPDX-License-Identifier: Apache-2.0
"""The sign-in form in this house's words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignIn(LoginForm):  # type: ignore[misc]
    """Asks for the name and the password, without words inside the fields."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in (("login", _("Name to sign in with")), ("password", None)):
            field = self.fields[name]
            field.widget.attrs.pop("placeholder", None)
            field.label = label or field.label
