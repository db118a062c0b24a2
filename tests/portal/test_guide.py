"""The operation guide: every chapter stands, can be printed, and is linked from the steps it explains (一（五）)."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.urls import reverse

from portal.guide import CHAPTERS, SHOTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_a_chapter_stands_and_leads_to_its_neighbours(client, chapter):
    answer = client.get(reverse("guide-chapter", args=[chapter.slug]))

    assert answer.status_code == 200
    page = answer.content.decode()
    assert chapter.title in page
    place = CHAPTERS.index(chapter)
    for neighbour in CHAPTERS[max(place - 1, 0) : place + 2]:
        assert reverse("guide-chapter", args=[neighbour.slug]) in page or neighbour == chapter


def test_the_whole_guide_is_one_page_to_print(client):
    page = client.get(reverse("guide-whole")).content.decode()

    assert [page.index(f'id="{chapter.slug}"') for chapter in CHAPTERS] == sorted(
        page.index(f'id="{chapter.slug}"') for chapter in CHAPTERS
    )


def test_the_contents_name_every_chapter(client):
    page = client.get(reverse("guide")).content.decode()

    assert all(chapter.title in page for chapter in CHAPTERS)
    assert client.get("/guide/none/").status_code == 404


def test_every_step_links_a_chapter_that_there_is():
    linked = set()
    for template in (ROOT / "templates").rglob("*.html"):
        linked |= set(re.findall(r'{% guide_link "([a-z]+)"', template.read_text(encoding="utf-8")))

    assert linked <= {chapter.slug for chapter in CHAPTERS}
    assert {
        "search",
        "backfill",
        "indicators",
        "papers",
        "check",
        "stages",
        "legacy",
        "excel",
        "grades",
        "errata",
        "review",
        "province",
    } <= linked


def test_every_picture_was_taken():
    folder = ROOT / "platform" / "portal" / "static" / "portal" / "guide"

    assert {path.stem for path in folder.glob("*.png")} == {shot.name for shot in SHOTS}


def test_a_picture_that_was_not_taken_leaves_no_hole():
    assert Template('{% guide_shot "nothing" "无" %}').render(Context()).strip() == ""


def test_every_chapter_has_its_text():
    for chapter in CHAPTERS:
        assert get_template(f"portal/guide/{chapter.slug}.html")
