"""A small OpenID Connect provider on the loopback: whoever is clicked on is signed in."""

import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "planner", "of-the-test"
PEOPLE = {
    "zhang": {"name": "张规划", "email": "Zhang@office.example", "email_verified": True},
    "guest": {"name": "Guest", "email": "guest@elsewhere.example", "email_verified": True},
    "fake": {"name": "Fake", "email": "zhang@office.example", "email_verified": False},
}


class Provider:
    """The provider; `url` is its issuer."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.codes = {}
        handler = type("Handler", (Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def metadata(self):
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        ends |= {"jwks_uri": "keys", "end_session_endpoint": "end", "userinfo_endpoint": "user"}
        return {
            "issuer": self.url,
            **{name: f"{self.url}/{path}" for name, path in ends.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def choices(self, query):
        """Return the page on which a person is chosen."""
        links = []
        for person in PEOPLE:
            code = f"code-{person}-{len(self.codes)}"
            self.codes[code] = (person, query.get("nonce"))
            back = urllib.parse.urlencode({"code": code, "state": query["state"]})
            links.append(f'<a href="{query["redirect_uri"]}?{back}">{person}</a>')
        return "<!doctype html><title>Provider</title>" + "<br>".join(links)

    def token(self, code):
        """Return what a code is exchanged for, once."""
        person, nonce = self.codes.pop(code)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": person, "iat": now, "exp": now + 300}
        claims |= {"nonce": nonce, **PEOPLE[person]}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "none", "token_type": "Bearer", "id_token": signed}


class Handler(BaseHTTPRequestHandler):
    """Its pages."""

    provider = None

    def do_GET(self):
        asked = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(asked.query))
        if asked.path == "/authorize":
            self.say(self.provider.choices(query), "text/html; charset=utf-8")
        elif asked.path == "/end":
            self.send_response(302)
            self.send_header("Location", query["post_logout_redirect_uri"])
            self.end_headers()
        elif asked.path == "/keys":
            self.say(json.dumps({"keys": [self.provider.key.as_dict(private=False)]}))
        else:
            self.say(json.dumps(self.provider.metadata()))

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.say(json.dumps(self.provider.token(dict(urllib.parse.parse_qsl(form))["code"])))

    def say(self, text, kind="application/json"):
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""
