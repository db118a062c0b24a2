"""Why the launcher gave up: one base class, so that the edges can say it in a line instead of a traceback."""


class CannotStart(Exception):
    """A server, a port, a folder or a program that the launcher needs is not to be had; the message says which."""
