"""Made-up papers that look like scans: one page with the facts an official reads from it."""

import io
from collections.abc import Iterable

import pikepdf

A4 = (595, 842)


def paper(title: str, lines: Iterable[str]) -> bytes:
    """A one-page PDF with a title and lines of Chinese text, marked as made up."""
    document = pikepdf.new()
    document.add_blank_page(page_size=A4)
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(_song())))
    texts = [(24, 180, 740, title)]
    texts += [(13, 80, 670 - 30 * row, line) for row, line in enumerate(lines)]
    texts.append((10, 80, 60, "演示材料，内容均为虚构，不作为任何依据"))
    page.Contents = document.make_stream("\n".join(_text(*text) for text in texts).encode())
    page.Contents = document.make_stream(page.Contents.read_bytes() + b"\n1.5 w 60 40 475 762 re S")
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _text(size: int, x: int, y: int, text: str) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _song() -> pikepdf.Dictionary:
    # A predefined font of the PDF standard: the viewer brings the Chinese characters, nothing is embedded.
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=2),
        FontDescriptor=pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/STSong-Light"),
            Flags=6,
            FontBBox=[-25, -254, 1000, 880],
            ItalicAngle=0,
            Ascent=880,
            Descent=-120,
            CapHeight=880,
            StemV=93,
        ),
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        Encoding=pikepdf.Name("/UniGB-UCS2-H"),
        DescendantFonts=[descendant],
    )
