"""Files as scanners, cameras and mischief make them."""

import io
import random
import struct
import zlib

import pikepdf
from PIL import Image


def a_pdf(pages=1, **options):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 200))
    data = io.BytesIO()
    options.setdefault("deterministic_id", "encryption" not in options)  # the same pages are the same file
    document.save(data, **options)
    return data.getvalue()


def a_scan(pages=3):
    """A PDF whose pages are images that do not compress, as a scanner makes them."""
    noise = random.Random(1).randbytes(60 * 60 * 3)
    sheets = [Image.frombytes("RGB", (60, 60), noise[i:] + noise[:i]) for i in range(pages)]
    data = io.BytesIO()
    sheets[0].save(data, "PDF", save_all=True, append_images=sheets[1:])
    return data.getvalue()


def an_image(kind="PNG", size=(20, 20)):
    data = io.BytesIO()
    Image.new("RGB", size, "white").save(data, kind)
    return data.getvalue()


def a_bomb(width, height):
    """A PNG that says it is huge; nothing of it is there."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def locked(**encryption):
    return a_pdf(encryption=pikepdf.Encryption(R=6, **encryption))
