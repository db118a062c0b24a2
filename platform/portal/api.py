"""JSON under /api/v1/: the same queries as the pages, the same doors."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from accounts.models import User
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.models import Case
from grading.rules.uses import Use as GradingUse
from portal.cut_offs import RETRY_AFTER, body_of_cut_off, is_cut_off, keep_cut_off
from portal.middleware import status_of
from portal.queries import public
from portal.queries.public_project import public_page
from portal.views.public import after_of, filters_of
from projects.models import Project

PAGE = 50


def explain(exc: Exception, context: dict[str, Any]) -> Response | None:
    """A refusal as JSON: the message with its clause, and the field at fault. What took too long: in the same words."""
    if isinstance(exc, RuleError):
        body = {"detail": str(exc), "clause": exc.clause, "field": exc.field}
        return Response(body, status=status_of(exc))
    if is_cut_off(exc):
        keep_cut_off(context["request"]._request, exc)
        return Response(body_of_cut_off(), status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return exception_handler(exc, context)


class ProjectsApi(APIView):
    """Published projects (一（六）4): nothing unconfirmed."""

    permission_classes = (AllowAny,)

    @extend_schema_serializer(component_name="ProjectRow")
    class Output(serializers.Serializer[Any]):
        """One project."""

        name = serializers.CharField()
        number = serializers.CharField()
        owner = serializers.CharField()
        division = serializers.CharField()
        grade = serializers.CharField()
        category = serializers.CharField()
        confirmed_on = serializers.DateField()

    @extend_schema_serializer(component_name="ProjectPage")
    class Page(serializers.Serializer[Any]):
        """A page; ``next`` is the query string of the next one, empty on the last."""

        results = serializers.ListField()
        next = serializers.CharField()

    @extend_schema(
        operation_id="projects_list",
        parameters=[OpenApiParameter(name, str) for name in ("q", "division", "grade", "after")],
        responses=Page,
    )
    def get(self, request: Request) -> Response:
        """Search; the same filters as the public page."""
        results = public.search(filters_of(request._request), after_of(request.query_params.get("after", "")))
        return Response({"results": self.Output(results.rows, many=True).data, "next": results.next_url})


class ProjectApi(APIView):
    """One published project with its confirmed records."""

    permission_classes = (AllowAny,)

    @extend_schema_serializer(component_name="Project")
    class Output(serializers.Serializer[Any]):
        """The project's head, its records and where it stands nationally."""

        @extend_schema_serializer(component_name="ProjectRecord")
        class Record(serializers.Serializer[Any]):
            """One confirmed record."""

            title = serializers.CharField()
            grade = serializers.CharField()
            unit = serializers.CharField()
            date = serializers.DateField()
            facts = serializers.DictField()

        @extend_schema_serializer(component_name="ProjectUse")
        class Use(serializers.Serializer[Any]):
            """One use that is met, and for whom (一（三）)."""

            use = serializers.ChoiceField(choices=GradingUse.choices)
            name = serializers.CharField(source="label")
            enterprise = serializers.CharField()
            credit_code = serializers.CharField()
            kind = serializers.CharField()
            person = serializers.CharField(help_text="empty: the enterprise itself")
            clause = serializers.CharField()

        name = serializers.CharField()
        number = serializers.CharField()
        national_number = serializers.CharField()
        investment_code = serializers.CharField()
        grade = serializers.CharField()
        records = Record(many=True)
        uses = Use(many=True)
        national_state = serializers.CharField()
        receipt_number = serializers.CharField()

    @extend_schema(responses=Output)
    def get(self, request: Request, number: str) -> Response:
        """The project with this number; 404 when it is not published."""
        found = Project.objects.published().select_related("division", "check_authority").filter(number=number).first()
        if found is None:
            return Response({"detail": "没有这个项目，或尚未确认"}, status=404)
        page = public_page(found, day_of(now()))
        records = [
            {"title": part.title, "grade": part.grade, "unit": part.unit, "date": part.date, "facts": dict(part.rows)}
            for part in page.sections
        ]
        body = {
            "name": page.project.name,
            "number": page.project.number,
            "national_number": page.project.national_number,
            "investment_code": page.project.investment_code,
            "grade": page.project.grade,
            "records": records,
            "uses": page.uses,
            "national_state": page.national.state,
            "receipt_number": page.national.receipt_number,
        }
        return Response(self.Output(body).data)


class CasesApi(APIView):
    """Cases in the user's own jurisdiction or enterprise; the same door as the pages."""

    @extend_schema_serializer(component_name="Case")
    class Output(serializers.Serializer[Any]):
        """One case."""

        number = serializers.CharField()
        kind = serializers.CharField()
        status = serializers.CharField()
        tier = serializers.CharField()
        target_grade = serializers.CharField()
        project = serializers.CharField(source="project.name")
        submitted_at = serializers.DateTimeField()

    @extend_schema(responses=Output(many=True))
    def get(self, request: Request) -> Response:
        """The latest visible cases that were submitted."""
        assert isinstance(request.user, User)
        visible = Case.objects.visible_to(request.user, day_of(now())).filter(number__isnull=False)
        cases = visible.select_related("project").order_by("-submitted_at", "-pk")[:PAGE]
        return Response(self.Output(cases, many=True).data)
