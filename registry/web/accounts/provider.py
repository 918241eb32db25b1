"""The office's own sign-in by OpenID Connect. Authlib does the protocol; the only module that knows it."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from joserfc.errors import JoseError
from requests import RequestException

from registry.config import Settings
from registry.domain.errors import RegistryError
from registry.domain.texts import mark

SECONDS_TO_ANSWER = 10
DISCOVERY = "/.well-known/openid-configuration"
SIGNED_BY_KEYS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
FAULTS = (AuthlibBaseError, JoseError, RequestException, RuntimeError, KeyError, ValueError, TypeError)
logger = logging.getLogger("tidu.sign_in")


class ProviderFailed(RegistryError):
    """The provider could not be asked, or what it answered is not believed."""

    template = mark("{reason}")


class Provider:
    """One provider, asked for its addresses and keys when they are first needed and again where a key is unknown."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self.name = settings.oidc_name
        self._settings = settings
        self._oauth = OAuth(app)

    @cached_property
    def _client(self) -> Any:
        return self._oauth.register(
            "oidc",
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret,
            server_metadata_url=self.issuer + DISCOVERY,
            client_kwargs={
                "scope": "openid",
                "code_challenge_method": "S256",
                "default_timeout": SECONDS_TO_ANSWER,
            },
        )

    def lead_there(self, back: str) -> Any:
        """The answer that sends the browser to the provider, to return to the address `back`."""
        try:
            self._check_metadata()
            return self._client.authorize_redirect(back)
        except FAULTS as error:
            raise _failed(error, mark("统一身份认证暂时连不上，请稍后再试，或用密码登录。")) from None

    def subject(self) -> str:
        """Who came back with this request, as the provider names them: state, code, signature, issuer and nonce are checked."""
        try:
            self._check_metadata()
            token = self._client.authorize_access_token()
            return str(token["userinfo"]["sub"])
        except FAULTS as error:
            raise _failed(
                error, mark("统一身份认证没有完成，请重新登录；多次不成请用密码登录，并告诉管理员。")
            ) from None

    def _check_metadata(self) -> None:
        """Only what the configured issuer says of itself counts, and only signatures that need its private key."""
        told = self._client.load_server_metadata()
        if str(told.get("issuer", "")).rstrip("/") != self.issuer:
            raise ValueError("the metadata are of another issuer")
        named = set(told.get("id_token_signing_alg_values_supported") or ["RS256"])
        told["id_token_signing_alg_values_supported"] = sorted(named & SIGNED_BY_KEYS)


def _failed(error: Exception, sentence: str) -> ProviderFailed:
    logger.warning("sign-in by the provider failed: %s", type(error).__name__)
    return ProviderFailed(reason=sentence)
