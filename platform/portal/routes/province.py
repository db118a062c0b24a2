"""The province's pages."""

from django.urls import path

from confirmation.views import reasons
from portal.views import delivery, direct_pushes, erasures, intake, jobs, lists, province, register, rules

urlpatterns = [
    path("", province.home, name="province-home"),
    path("rules/", rules.rules, name="rules"),
    path("rules/rehearsals/<uuid:guid>/", rules.rehearsal, name="rehearsal"),
    path("rules/rehearsals/<uuid:guid>/decide/", rules.decide, name="rehearsal-decide"),
    path("rules/<slug:slug>/new/", rules.new_rule, name="rule-new"),
    path("rules/<slug:slug>/<int:pk>/end/", rules.end_rule, name="rule-end"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<str:name>/run/", jobs.run_job, name="job-run"),
    path("delivery/", delivery.home, name="delivery"),
    path("delivery/<int:pk>/", delivery.message, name="delivery-message"),
    path("delivery/holds/<int:pk>/release/", delivery.release, name="delivery-release"),
    path("delivery/comparisons/", delivery.comparisons, name="delivery-comparisons"),
    path("delivery/comparisons/<int:pk>/", delivery.comparison, name="delivery-comparison"),
    path("delivery/direct/", direct_pushes.direct_pushes, name="direct-pushes"),
    path("delivery/direct/<int:pk>/", direct_pushes.direct_push, name="direct-push"),
    path("delivery/differences/<int:pk>/settle/", delivery.settle, name="delivery-settle"),
    path("erasures/", erasures.home, name="erasures"),
    path("erasures/<int:pk>/", erasures.decide, name="erasure-decide"),
    path("intake/", intake.home, name="intake"),
    path("intake/replay/", intake.replay_cause, name="intake-replay"),
    path("intake/replays/<int:pk>/", intake.replay_progress, name="intake-replay-progress"),
    path("intake/<int:pk>/", intake.message, name="intake-message"),
    path("intake/mappings/<int:pk>/end/", intake.end_mapping, name="intake-mapping-end"),
    path("units/", register.units, name="units"),
    path("units/<slug:code>/", register.unit, name="unit"),
    path("calendar/", register.calendar, name="calendar"),
    path("reasons/", reasons.of_province, name="province-reasons"),
    path("dictionaries/", lists.dictionaries, name="dictionaries"),
    path("dictionaries/<str:name>/", lists.dictionary, name="dictionary"),
    path("dictionaries/<str:name>/new/", lists.new_term, name="term-new"),
    path("dictionaries/<str:name>/<str:code>/", lists.term, name="term"),
    path("forms/", lists.forms_in_force, name="field-lists"),
    path("forms/<slug:slug>/", lists.form_versions, name="form-versions"),
    path("forms/<slug:slug>/new/", lists.new_version, name="form-version-new"),
    path("forms/<slug:slug>/<str:code>/withdraw/", lists.end_version, name="form-version-end"),
]
