"""How pages are made and what a browser may do with them: the same in every profile."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF

from baigong.config import env

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "baigong.faces.frame.context.frame",
            ],
            "builtins": ["baigong.faces.frame.templatetags.components"],
        },
    }
]
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        **dict.fromkeys(("default-src", "object-src", "base-uri", "frame-ancestors"), [NONE]),
        **dict.fromkeys(("script-src", "style-src", "img-src", "font-src"), [SELF]),
        **dict.fromkeys(("connect-src", "manifest-src", "form-action"), [SELF]),
    }
}
# Whose site it is, as the foot of the public pages and the notice about personal data say it.
BAIGONG_OFFICE = {
    "name": env.text("OFFICE_NAME"),
    "hotline": env.text("OFFICE_HOTLINE"),
    "hours": env.text("OFFICE_HOURS"),
    "address": env.text("OFFICE_ADDRESS"),
}
FORM_RENDERER = "baigong.faces.frame.forms.FrameRenderer"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
