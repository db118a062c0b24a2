"""Officials' pages that need several apps, below /authority/."""

from django.urls import path

from portal.views import exports, reveal, signals

urlpatterns = [
    path("leads/", signals.own_leads, name="own-leads"),
    path("leads/<int:pk>/", signals.own_lead, name="own-lead"),
    path("export/", exports.queue, name="authority-export"),
    path("cases/<slug:number>/people/", reveal.case_people, name="case-people"),
    path("cases/<slug:number>/people/<int:person>/", reveal.case_person, name="case-person"),
]
