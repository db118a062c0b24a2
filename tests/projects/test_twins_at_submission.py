"""A draft that was begun before its project came on display is refused when it is submitted (BR-03, 一（六）2)."""

from datetime import date

import pytest

from confirmation.models import Case
from projects.actions.twins import TheProjectIsOnDisplay
from tests.factories import an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def test_the_second_of_two_drafts_of_one_project_without_code_is_not_submitted(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    told = {
        "name": "净月新城旧区改造工程",
        "investment_code": "",
        "remark": "2016年以前立项",
        "approved_on": date(2014, 5, 6),
    }
    first, second = a_firm(), a_firm()
    mine, theirs = first.fills_in(**told), second.fills_in(**told)
    confirms(an_official("220102"), first.submits(mine))

    with pytest.raises(TheProjectIsOnDisplay, match="一（六）2"):
        second.submits(theirs)

    theirs.refresh_from_db()
    assert (theirs.sealed_at, Case.objects.count()) == (None, 1)
