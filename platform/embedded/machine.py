"""What the tests need of the machine and pip cannot bring: a browser, Chinese fonts, the libraries of PDF output."""

import ctypes.util
import os
import shutil
import subprocess
import sys

CHROMIUM = "/usr/bin/chromium"


def is_ci() -> bool:
    """Whether a continuous-integration run asked us not to skip anything."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def missing_packages() -> list[str]:
    """The Debian packages that this machine lacks."""
    present = {
        "chromium": os.access(CHROMIUM, os.X_OK),
        "fonts-noto-cjk": has_chinese_fonts(),
        "libpango-1.0-0": ctypes.util.find_library("pango-1.0") is not None,
        "libpangoft2-1.0-0": ctypes.util.find_library("pangoft2-1.0") is not None,
    }
    return [name for name, here in present.items() if not here]


def has_chinese_fonts() -> bool:
    """Whether fontconfig knows a font with Chinese characters; without one they are drawn as boxes."""
    if shutil.which("fc-list") is None:
        return False
    fonts = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False).stdout
    return bool(fonts.strip())


if __name__ == "__main__":
    print(" ".join(missing_packages()))
    sys.exit(0)
