"""The public site."""

from django.urls import path, re_path

from portal.views import exports, extracts, guide, public, register, verify

urlpatterns = [
    path("", public.home, name="public-home"),
    path("public/", public.home, name="public-home-long"),
    path("public/projects/", public.search, name="public-search"),
    path("public/projects/export/", exports.search, name="public-export"),
    re_path(r"^public/projects/(?P<number>[0-9]{16})/$", public.project, name="public-project"),
    re_path(r"^public/extracts/(?P<token>[-_A-Za-z0-9.:]{20,1000})/$", extracts.proof, name="use-proof"),
    path("public/units/", register.public_units, name="public-units"),
    path("public/verify/", verify.page, name="public-verify"),
    path("public/verify/checkpoint/", verify.checkpoint, name="public-checkpoint"),
    re_path(r"^public/verify/checkpoint/(?P<size>[0-9]{1,15})/$", verify.checkpoint, name="public-checkpoint-of"),
    path("public/verify/verify_bundle.py", verify.verifier, {"name": "verify_bundle.py"}, name="public-verifier"),
    path("public/verify/verify_export.py", verify.verifier, {"name": "verify_export.py"}, name="public-verifier-2"),
    path("guide/", guide.contents, name="guide"),
    path("guide/print/", guide.whole, name="guide-whole"),
    path("guide/<slug:slug>/", guide.chapter, name="guide-chapter"),
]
