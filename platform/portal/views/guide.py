"""The operation guide: contents, one page a chapter, and all of it for printing (一（五）)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.guide import BY_SLUG, CHAPTERS


def contents(request: HttpRequest) -> HttpResponse:
    """The chapters, in the order of the work."""
    return render(request, "portal/guide/contents.html", {"chapters": CHAPTERS})


def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """One chapter with the ones before and after it."""
    found = BY_SLUG.get(slug)
    if found is None:
        raise Http404
    place = CHAPTERS.index(found)
    context = {
        "chapter": found,
        "text": f"portal/guide/{slug}.html",
        "before": CHAPTERS[place - 1] if place else None,
        "after": CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None,
        "chapters": CHAPTERS,
    }
    return render(request, "portal/guide/chapter.html", context)


def whole(request: HttpRequest) -> HttpResponse:
    """All chapters on one page, to be printed."""
    texts = [(chapter, f"portal/guide/{chapter.slug}.html") for chapter in CHAPTERS]
    return render(request, "portal/guide/whole.html", {"texts": texts})
