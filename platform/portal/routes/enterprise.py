"""The enterprise's home, its records of before the notice, and looks at the numbers of people whom it named."""

from django.urls import path

from portal.views import enterprise, exports, extracts, reveal
from projects.views import legacy

urlpatterns = [
    path("", enterprise.home, name="enterprise-home"),
    path("staff/readings/", enterprise.readings, name="own-readings"),
    path("export/", exports.own_projects, name="enterprise-export"),
    path("legacy/", legacy.old_list, name="legacy"),
    path("legacy/<uuid:guid>/", legacy.resume, name="legacy-resume"),
    path("projects/<uuid:guid>/uses/", extracts.page, name="use-extract"),
    path("projects/<uuid:guid>/uses.pdf", extracts.paper, name="use-extract-pdf"),
    path("projects/<uuid:guid>/people/", reveal.project_people, name="project-people"),
    path("projects/<uuid:guid>/people/<int:person>/", reveal.project_person, name="project-person"),
    path("people/<int:row>/number/", reveal.registered_person, name="person-number"),
]
