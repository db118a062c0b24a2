"""The form of a review of the construction drawings."""

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from projects.forms.fields import NormalisedForm
from projects.models import DrawingReview


class DrawingReviewForm(NormalisedForm):
    """A review of the construction drawings, with those of fire and air defence where there were any."""

    sections = (
        ("施工图审查", "name paper_number reviewed_on scale"),
        ("审查机构", "reviewer_name reviewer_code"),
        ("勘察、设计单位", "surveyor_name surveyor_code designer_name designer_code"),
        ("一次审查情况", "passed_at_once is_joint violations violated_articles"),
        ("消防审查", "fire_number fire_reviewed_on fire_reviewer"),
        ("人防审查", "air_defence_number air_defence_reviewed_on air_defence_reviewer"),
        ("其他", "remark"),
    )
    units: ClassVar[Mapping[str, str]] = {"violations": "条"}
    codes = ("reviewer_code", "surveyor_code", "designer_code")

    class Meta(NormalisedForm.Meta):
        model = DrawingReview
        fields: ClassVar[list[str]] = [
            "name",
            "paper_number",
            "reviewed_on",
            "reviewer_name",
            "reviewer_code",
            "scale",
            "surveyor_name",
            "surveyor_code",
            "designer_name",
            "designer_code",
            "passed_at_once",
            "is_joint",
            "violations",
            "violated_articles",
            "fire_number",
            "fire_reviewed_on",
            "fire_reviewer",
            "air_defence_number",
            "air_defence_reviewed_on",
            "air_defence_reviewer",
            "remark",
        ]
        help_texts: ClassVar[dict[str, str]] = {
            "name": "审查合格书上的工程名称",
            "is_joint": "与消防、人防等一并审查的选“是”",
            "violations": "一次审查违反强制性条文的数量",
            "violated_articles": "数量大于0的，列出标准号和条目",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "scale": forms.Textarea(attrs={"rows": 2}),
            "violated_articles": forms.Textarea(attrs={"rows": 2}),
        }
