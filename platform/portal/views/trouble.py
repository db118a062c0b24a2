"""What is answered when a request failed in a way that nobody foresaw."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error as plain_server_error

from portal.cut_offs import answer_cut_off, is_cut_off, keep_cut_off


def server_error(request: HttpRequest) -> HttpResponse:
    """503 for what took the database too long, wherever in the request that was; 500 for the rest."""
    error = sys.exc_info()[1]
    if error is None or not is_cut_off(error):
        return plain_server_error(request)
    keep_cut_off(request, error)
    return answer_cut_off(request)
