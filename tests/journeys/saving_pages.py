"""A record form and a decision form of the tests, and the drafts that they send; beside them the portal's own pages."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

FORM = """{% extends "base.html" %}
{% block scripts %}<script src="{% static 'portal/js/autosave.js' %}" defer></script>
<script src="{% static 'portal/js/keep.js' %}" defer></script>{% endblock %}
{% block heading %}测试表单{% endblock %}
{% block content %}
{% for sent in drafts.received %}<p>已收到：{{ sent.fields.name.0 }}</p>{% endfor %}
<p {% if accepted %}data-keep-accepted="case-1-v1"{% endif %}>{% if accepted %}已受理{% endif %}</p>
<form method="post" action="/saving/form/" data-autosave="/saving/draft/" data-version="3" data-every="{{ every }}">
  {% csrf_token %}
  <div class="field"><label for="name">项目名称</label><input id="name" name="name"></div>
  <div class="field"><label for="secret">密码</label><input id="secret" name="secret" type="password"></div>
  <div class="field"><label for="scan">文件</label><input id="scan" name="scan" type="file"></div>
  <div class="actions"><button class="btn btn-primary">保存并继续</button></div>
</form>
<form method="post" action="/saving/form/" data-keep="case-1-v1">{% csrf_token %}
  <div class="field"><label for="note">审核意见</label><textarea id="note" name="note"></textarea></div>
  <label><input type="radio" name="method" value="ORIGINALS">核对原件</label>
  <div class="actions"><button class="btn">确认</button></div>
</form>
{% endblock %}"""


class Drafts:
    """What the form sent, and how the next request is answered."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.version, self.received, self.colleague = 3, [], None


drafts = Drafts()


def form(request):
    if "saved" in request.GET and not drafts.received:  # what a page sent on its way out comes after its last sight
        return HttpResponse('<meta http-equiv="refresh" content="0">')
    values = {"accepted": request.method == "POST", "every": request.GET.get("every", "0.3"), "drafts": drafts}
    return HttpResponse(engines["django"].from_string(FORM).render(values, request))


def draft(request):
    if not request.user.is_authenticated:
        return redirect("login")
    sent = json.loads(request.body)
    if drafts.colleague and sent["version"] < drafts.version:
        return JsonResponse({"who": drafts.colleague, "at": "10:31", "version": drafts.version}, status=409)
    drafts.version = sent["version"] + 1
    drafts.received.append(sent)
    return JsonResponse({"version": drafts.version, "saved_at": "2026-11-22T02:32:00Z"})


urlpatterns = [path("saving/form/", form), path("saving/draft/", draft), path("", include("portal.urls"))]
