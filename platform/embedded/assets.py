"""Front-end assets: take the few dist files that pages use out of npm packages and check what was taken.

Nothing third-party is committed and nothing is fetched by a browser from elsewhere. ``package-lock.json`` fixes the
packages, the table here fixes the bytes that pages get. Run ``python -m embedded.assets``.
"""

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from embedded import npm
from embedded.errors import CannotStart
from embedded.paths import ROOT

VENDOR = ROOT / "platform" / "portal" / "static" / "vendor"
# A map that is not shipped makes the manifest storage refuse the file that names it.
SOURCE_MAP = re.compile(rb"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*\Z")


@dataclass(frozen=True)
class Asset:
    """One file: where it lies in node_modules, what it is called here, SHA-256 of what is written here."""

    source: str
    target: str
    sha256: str


ASSETS = (
    Asset(
        "bootstrap/dist/css/bootstrap.min.css",
        "bootstrap.min.css",
        "06395d93f5adbc0593ed84544eb043fa32ab8619c6b7195e803e119f5b9f3672",
    ),
    Asset(
        "bootstrap-icons/font/bootstrap-icons.min.css",
        "bootstrap-icons.min.css",
        "79c99c1a1e0e937f808a58165728b7ed00800f02ef5efcfcd10dfe71464e675d",
    ),
    Asset(
        "bootstrap-icons/font/fonts/bootstrap-icons.woff2",
        "fonts/bootstrap-icons.woff2",
        "2b7689746f87e0beeae25338bc021dd2515c2f6f003f3d3d064d878d380b2150",
    ),
    Asset(
        "bootstrap-icons/font/fonts/bootstrap-icons.woff",
        "fonts/bootstrap-icons.woff",
        "24929e8a44da027588f833d4e82240ee734bd65bf962b08b0545af58a9ce80fa",
    ),
    Asset(
        "htmx.org/dist/htmx.min.js",
        "htmx.min.js",
        "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
    ),
)


class AssetsMissing(CannotStart):
    """The pages' style or script could not be put in place; the message says what is missing."""


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def cut_source_map(content: bytes) -> bytes:
    """The file without its closing sourceMappingURL comment, ending in one line feed if it had one."""
    return SOURCE_MAP.sub(b"\n", content)


def in_place(vendor: Path = VENDOR) -> bool:
    """Whether every asset lies in ``vendor`` with the bytes of the table."""
    return all(
        (vendor / asset.target).is_file() and digest((vendor / asset.target).read_bytes()) == asset.sha256
        for asset in ASSETS
    )


def take(modules: Path, vendor: Path) -> None:
    """Copy the assets from ``modules`` to ``vendor``.

    :raises AssetsMissing: a file is absent or its bytes are not those of the table; nothing of it is written.
    """
    for asset in ASSETS:
        source = modules / asset.source
        if not source.is_file():
            raise AssetsMissing(f"{asset.source} is not in {modules}")
        content = source.read_bytes()
        if source.suffix in {".css", ".js"}:
            content = cut_source_map(content)
        if digest(content) != asset.sha256:
            raise AssetsMissing(f"{asset.source} has SHA-256 {digest(content)}, the table says {asset.sha256}")
        target = vendor / asset.target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def ensure() -> bool:
    """Put the assets in place unless they are; whether anything was done.

    :raises AssetsMissing: npm is absent or failed, or a file differs from the table.
    """
    if in_place():
        return False
    try:
        npm.install_packages(ROOT)
    except npm.NpmFailed as error:
        raise AssetsMissing(str(error)) from error
    take(ROOT / "node_modules", VENDOR)
    return True


def main() -> int:
    """Say in one line what was done or what is missing; 1 when pages would lack their style."""
    try:
        done = ensure()
    except AssetsMissing as error:
        print(f"front-end assets MISSING, pages work but have no style: {error}", file=sys.stderr)
        return 1
    print(f"front-end assets {'installed' if done else 'in place'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
