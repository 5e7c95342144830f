"""A Hugging Face hub on loopback: the parts of it that its client uses, and the troubles it can have."""

from __future__ import annotations

import hashlib
import json
import ssl
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

IN_GIT = 64 << 10
"""Smaller files lie in git itself, larger ones elsewhere, behind a redirection."""
_BLOCK = 16 << 10


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    method: str
    path: str
    range: str
    agent: str
    token: str


@dataclass
class Trouble:
    """What goes wrong; everything goes well by default."""

    cuts: list[int] = field(default_factory=list)
    """Each of the next answers with a large file's bytes breaks off after so many of them."""
    lies: dict[str, bytes] = field(default_factory=dict)
    """Path -> what is sent instead of the file's content."""
    refusals: list[int] = field(default_factory=list)
    """Statuses of the next requests for a file's bytes; 0 for one that is answered."""
    gated: bool = False
    ignores_ranges: bool = False
    portal: bool = False
    """Answers everything with a web page, as the network of a hotel does."""
    holds_after: int | None = None
    """Bytes of a large file after which nothing comes until `go_on` is set."""
    trickles: bool = False
    """Once held, sends a few bytes now and then."""
    held: threading.Event = field(default_factory=threading.Event)
    """Set once such an answer stands still."""
    go_on: threading.Event = field(default_factory=threading.Event)


class HubServer:
    """Serves repositories: name -> path -> content; over TLS if it is given a folder with cert.pem and key.pem."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.repos: dict[str, dict[str, bytes]] = {}
        self.trouble = Trouble()
        self.requests: list[Request] = []
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._scheme = "http" if certificate is None else "https"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="hub")
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def put(self, repo: str, files: Mapping[str, bytes]) -> None:
        self.repos[repo] = dict(files)

    def commit(self, repo: str) -> str:
        named = "".join(f"{path} {git_blob(content)}\n" for path, content in sorted(self.repos[repo].items()))
        return hashlib.sha1(named.encode()).hexdigest()

    def asked(self, part: str) -> list[Request]:
        """The requests so far whose path holds `part`."""
        return [request for request in self.requests if part in request.path]

    def close(self) -> None:
        self.trouble.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # the client hung up, as some tests want it to
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    hub: HubServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        headers = self.headers
        self.hub.requests.append(
            Request(
                self.command, path, headers.get("range", ""), headers.get("user-agent", ""),
                headers.get("authorization", ""),
            )
        )  # fmt: skip
        parts = path.strip("/").split("/")
        if self.hub.trouble.portal:
            self._send(200, b"<html>Welcome to the hotel</html>", {"content-type": "text/html"})
        elif parts[:2] == ["api", "models"] and len(parts) in (4, 6):
            self._describe("/".join(parts[2:4]), parts[5] if len(parts) == 6 else "main")
        elif len(parts) > 4 and parts[2] == "resolve":
            self._resolve("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        elif parts[0] == "storage":
            self._store("/".join(parts[1:3]), "/".join(parts[3:]))
        else:
            self._refuse(404, "")

    def _describe(self, repo: str, revision: str) -> None:
        if self._missing(repo, revision):
            return
        siblings = []
        for path, content in self.hub.repos[repo].items():
            lfs = {"sha256": sha256(content), "size": len(content), "pointerSize": 130}
            sibling = {"rfilename": path, "size": len(content), "blobId": git_blob(content)}
            siblings.append(sibling | ({"lfs": lfs} if len(content) > IN_GIT else {}))
        body = {"id": repo, "sha": self.hub.commit(repo), "siblings": siblings, "gated": False}
        self._send(200, json.dumps(body).encode(), {"content-type": "application/json"})

    def _resolve(self, repo: str, revision: str, path: str) -> None:
        if self._missing(repo, revision):
            return
        content = self.hub.repos[repo].get(path)
        if content is None:
            self._refuse(404, "EntryNotFound")
            return
        about = {"x-repo-commit": self.hub.commit(repo)}
        if len(content) <= IN_GIT:
            self._send_range(path, content, about | {"etag": f'"{git_blob(content)}"'})
            return
        about |= {
            "x-linked-etag": f'"{sha256(content)}"',
            "x-linked-size": str(len(content)),
            "location": f"{self.hub.endpoint}/storage/{repo}/{path}",
        }
        self._send(302, b"", about)

    def _store(self, repo: str, path: str) -> None:
        content = self.hub.repos[repo][path]
        about = {"x-repo-commit": self.hub.commit(repo), "etag": f'"{sha256(content)}"'}
        self._send_range(path, content, about)

    def _missing(self, repo: str, revision: str) -> bool:
        if repo not in self.hub.repos:
            self._refuse(404, "RepoNotFound")
        elif self.hub.trouble.gated:
            self._refuse(403, "GatedRepo")
        elif revision not in ("main", self.hub.commit(repo)):
            self._refuse(404, "RevisionNotFound")
        else:
            return False
        return True

    def _refuse(self, status: int, code: str) -> None:
        self._send(status, b'{"error": "no"}', {"x-error-code": code} if code else {})

    def _send_range(self, path: str, content: bytes, headers: dict[str, str]) -> None:
        trouble = self.hub.trouble
        if trouble.refusals and self.command == "GET" and (status := trouble.refusals.pop(0)):
            self._refuse(status, "")
            return
        sent = trouble.lies.get(path, content)
        asked = self.headers.get("range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and not trouble.ignores_ranges else 0
        headers = headers | {"accept-ranges": "bytes"}
        if start:
            headers["content-range"] = f"bytes {start}-{len(sent) - 1}/{len(sent)}"
        self._send(206 if start else 200, sent[start:], headers, large=len(content) > IN_GIT)

    def _send(self, status: int, body: bytes, headers: dict[str, str], *, large: bool = False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            self._write(body, large)
        except OSError:  # the client hung up, as some tests want it to
            self.close_connection = True

    def _write(self, body: bytes, large: bool) -> None:
        trouble = self.hub.trouble
        until = trouble.cuts.pop(0) if large and trouble.cuts else len(body)
        for place in range(0, min(until, len(body)), _BLOCK):
            self.wfile.write(body[place : min(place + _BLOCK, until)])
            if large and trouble.holds_after is not None and place + _BLOCK >= trouble.holds_after:
                self._stand_still(trouble)
        if until < len(body):
            self.close_connection = True

    def _stand_still(self, trouble: Trouble) -> None:
        self.wfile.flush()
        trouble.held.set()
        while not trouble.go_on.wait(0.05 if trouble.trickles else None):
            self.wfile.write(b"\0")
