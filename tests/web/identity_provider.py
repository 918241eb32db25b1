"""A small OpenID Connect provider on a port of its own: discovery, keys, authorization with PKCE, tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT, SECRET = "tidu", "provider-secret"


class IdentityProvider:
    """Lets in whoever `subject` names. `claims` and `key` can be changed to see what is not believed; `refusal` is an error."""

    def __init__(self) -> None:
        self.key = self.published_key = RSAKey.generate_key(2048, parameters={"kid": "first"})
        self.subject, self.refusal = "person-1", ""
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self._asked: dict[str, dict[str, str]] = {}
        self._server = make_server("127.0.0.1", 0, Request.application(self._answer))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be out of reach from now on."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: Request) -> Response:
        pages = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/authorize": self._authorize,
            "/token": self._token,
        }
        return pages[request.path](request)

    def _discovery(self, request: Request) -> Response:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        }
        return _json(told | self.metadata)

    def _keys(self, request: Request) -> Response:
        return _json({"keys": [self.published_key.as_dict(private=False, alg="RS256", use="sig")]})

    def _authorize(self, request: Request) -> Response:
        code = secrets.token_urlsafe(8)
        self._asked[code] = request.args.to_dict()
        told = {"error": self.refusal} if self.refusal else {"code": code}
        back = f"{request.args['redirect_uri']}?{urlencode(told | {'state': request.args['state']})}"
        return Response(status=302, headers={"Location": back})

    def _token(self, request: Request) -> Response:
        asked = self._asked.pop(request.form["code"])
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
        assert (request.authorization.username, request.authorization.password) == (CLIENT, SECRET)  # type: ignore[union-attr]
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"]} | self.claims
        signed = jwt.encode({"alg": "RS256", "kid": "first"}, claims, self.key)
        return _json({"access_token": "unused", "token_type": "Bearer", "id_token": signed})


def _json(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told), content_type="application/json")
