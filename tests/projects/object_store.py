"""A small S3-compatible service as a process of its own: ``python -m tests.projects.object_store PORT FOLDER KEY``.

It asks for a signature of version 4 with the right key, keeps objects as files, and notes every request in
``requests.log``. A file ``broken`` in the folder lets it fail; ``silent`` lets it answer nothing.
"""

import sys
import time
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

PORT, FOLDER, KEY = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]


class Service(BaseHTTPRequestHandler):
    """GET, HEAD, PUT and DELETE of objects under /bucket/name."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._may_go_on():
            self._place().parent.mkdir(parents=True, exist_ok=True)
            self._place().write_bytes(body)
            self._answer(200)

    def do_GET(self):
        if self._may_go_on():
            place = self._place()
            self._answer(200, place.read_bytes()) if place.is_file() else self._fail(404, "NoSuchKey")

    def do_HEAD(self):
        self.do_GET()

    def do_DELETE(self):
        if self._may_go_on():
            self._place().unlink(missing_ok=True)
            self._answer(204)

    def _may_go_on(self):
        with (FOLDER / "requests.log").open("a") as log:
            log.write(f"{self.command} {urlsplit(self.path).path}\n")
        while (FOLDER / "silent").exists():
            time.sleep(0.1)
        if (FOLDER / "broken").exists():
            return self._fail(503, "SlowDown")
        signed = self.headers.get("Authorization", "")
        if not (signed.startswith(f"AWS4-HMAC-SHA256 Credential={KEY}/") and "/s3/aws4_request" in signed):
            return self._fail(403, "InvalidAccessKeyId")
        return True

    def _place(self):
        return FOLDER / "objects" / unquote(urlsplit(self.path).path).lstrip("/")

    def _fail(self, status, code):
        self._answer(status, f"<Error><Code>{code}</Code></Error>".encode())
        return False

    def _answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{md5(body).hexdigest()}"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments):
        """requests.log says it already."""


ThreadingHTTPServer(("127.0.0.1", PORT), Service).serve_forever()
