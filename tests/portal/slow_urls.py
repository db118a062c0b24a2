"""The portal's addresses, and some behind which the database takes half a minute."""

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from portal import urls
from portal.models import JobRun

handler500 = urls.handler500


def sleep():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")


def cut_short():
    """What the limit of the web process does, in a test's own transaction."""
    with transaction.atomic():
        JobRun.objects.create(name="half done")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '30ms'")
        sleep()


def slow(request, number):
    cut_short()


def wrapped(request):
    try:
        cut_short()
    except Exception as error:
        raise LookupError("of something else") from error


def broken(request):
    raise ZeroDivisionError


def plain(request):
    with transaction.atomic():
        JobRun.objects.create(name="half done")
        sleep()


def locked(request):
    with transaction.atomic():
        JobRun.objects.select_for_update().get(name="held")
    return HttpResponse()


class Api(APIView):
    permission_classes = (AllowAny,)

    def get(self, request):
        cut_short()


urlpatterns = [
    *urls.urlpatterns,
    path("slow/<slug:number>/", slow),
    path("wrapped/", wrapped),
    path("broken/", broken),
    path("plain/", plain),
    path("locked/", locked),
    path("api/v1/slow/", Api.as_view()),
]
