"""Pages get the bytes that were reviewed, or nothing."""

import json
import re

import pytest

from embedded import assets
from embedded.assets import Asset, AssetsMissing
from embedded.paths import ROOT

CSS = b"a{}\n/*# sourceMappingURL=a.css.map */\n"


@pytest.fixture
def modules(tmp_path):
    """A node_modules with one style sheet."""
    folder = tmp_path / "node_modules"
    folder.mkdir()
    (folder / "a.css").write_bytes(CSS)
    return folder


def test_a_file_is_copied_without_its_source_map(tmp_path, modules, monkeypatch):
    monkeypatch.setattr(assets, "ASSETS", (Asset("a.css", "deep/b.css", assets.digest(b"a{}\n")),))
    assets.take(modules, tmp_path / "vendor")
    assert (tmp_path / "vendor" / "deep" / "b.css").read_bytes() == b"a{}\n"
    assert assets.in_place(tmp_path / "vendor")


def test_a_file_with_other_bytes_is_refused_and_not_written(tmp_path, modules, monkeypatch):
    monkeypatch.setattr(assets, "ASSETS", (Asset("a.css", "b.css", assets.digest(b"a{ }\n")),))
    with pytest.raises(AssetsMissing, match="the table says"):
        assets.take(modules, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_a_file_that_the_packages_lack_is_named(tmp_path, modules, monkeypatch):
    monkeypatch.setattr(assets, "ASSETS", (Asset("c.css", "b.css", ""),))
    with pytest.raises(AssetsMissing, match=r"c\.css is not in"):
        assets.take(modules, tmp_path / "vendor")


def test_the_installed_assets_are_those_of_the_table():
    assert assets.in_place()


def test_no_installed_asset_asks_for_a_source_map():
    texts = [path.read_text() for path in assets.VENDOR.rglob("*") if path.suffix in {".css", ".js"}]
    assert len(texts) == 3
    assert [text[-200:] for text in texts if "sourceMappingURL" in text] == []


def test_the_lock_file_names_no_download_address():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_requirements_are_pinned_by_hash_and_name_no_index():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert re.findall(r"https?://", text) == [], path.name
        pinned = re.findall(r"^[a-z0-9][^\s;]*==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE | re.IGNORECASE)), path.name
        assert text.count("--hash=sha256:") >= len(pinned), path.name
