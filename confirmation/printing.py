"""Pages as PDF: fonts of the machine, a style sheet of our own, nothing fetched from anywhere."""

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFile

from common.errors import RuleError

STYLE = "portal/css/paper.css"


class PdfIsNotAvailable(RuleError):
    """The machine lacks a library that lays out pages."""


def pdf_of(template: str, context: dict[str, object]) -> bytes:
    """A template laid out as A4 pages.

    :raises PdfIsNotAvailable: naming what the machine lacks; the page can still be printed from the browser.
    """
    try:
        # Imported here: it loads libpango, which a machine without PDF can do without.
        from weasyprint import CSS, HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as error:
        raise PdfIsNotAvailable("服务器未安装 PDF 组件（libpango），暂不能生成 PDF；请用浏览器打印本页") from error
    # WeasyPrint switches it on for the whole process, and a scan that lost its end would pass as whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    style = finders.find(STYLE)
    assert isinstance(style, str)
    # No scheme is allowed: a page of ours needs nothing from outside, and typed text must not make us fetch.
    nothing = URLFetcher(allowed_protocols=("none",))
    html = HTML(string=render_to_string(template, context), url_fetcher=nothing)
    data = html.write_pdf(stylesheets=[CSS(filename=style)])
    assert isinstance(data, bytes)
    return data
