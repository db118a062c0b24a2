"""A mail server and a gateway for text messages, met over real sockets."""

import json
import socketserver
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Gateway(ThreadingHTTPServer):
    """Takes text messages; ``status`` is what it answers."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _GatewayHandler)
        self.status = 200
        self.received = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/send"


class _GatewayHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append((self.headers["Authorization"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        """Silence."""


class MailServer(socketserver.ThreadingTCPServer):
    """Takes letters; ``refuses`` makes it say no to every recipient."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.refuses = False
        self.received = []

    @property
    def port(self):
        return self.server_address[1]


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 ready")
        recipient = ""
        for raw in self.rfile:
            line = raw.decode().strip()
            verb = line[:4].upper()
            if verb == "RCPT" and self.server.refuses:
                self._say("550 no")
            elif verb == "RCPT":
                recipient = line[line.index("<") + 1 : line.index(">")]
                self._say("250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                self.server.received.append((recipient, self._letter()))
                self._say("250 ok")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self):
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw)
        return b"".join(lines)

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def serving(server):
    """The server in a thread of its own."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
