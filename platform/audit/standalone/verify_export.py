#!/usr/bin/env python3
"""Check a signed export of the timeline, with Python 3.8 or newer and ``verify_bundle.py`` beside this file.

    python3 verify_export.py EXPORT.zip --log KEY --exports KEY [--witness KEY] [--show]

The keys are published by the log's owner, name+hash+base64; get them from a place other than the export. The end is 0
when everything holds; else 1, and the first fault is said.

What holds then: the portal's export key signed who exported what, when and by which filters, and digests of table and
proofs; each row has its entries, and each of these stands in the tree that the log signed (and the witness saw);
a row's moment, person, unit, reason and places are what its entries say. Not checked: the words for actions and
changes, which the portal made of the payloads, and that no act is missing. The export key vouches for these.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # its neighbour; python3 -I leaves this folder out
import verify_bundle as log  # type: ignore[import-not-found]

FORMAT = "jl-history-export/1"
STATEMENT, TABLE, PROOF = "statement.txt", "timeline.csv", "proof.json"
LOCAL = timezone(timedelta(hours=8))
PLACES = "编入序号"
SAID = {"单位": "unit", "事由": "reason"}
CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def statement_of(note: str, key_text: str) -> Any:
    """What the export key signed."""
    key = log.key_of(key_text, log.LOG)
    body, signature = log.signed_by(note, key)
    log.require_signature(key[2], body.encode(), signature)
    lines = body.split("\n")
    if lines[:2] != [key[0], FORMAT] or lines[3:] != [""]:
        raise log.Fault("the statement is not of the form " + FORMAT)
    return json.loads(lines[2])


def require_row(row: Any, entries: Any) -> None:
    """A row of the table says what its entries say."""
    places = row[PLACES].split()
    if places != [entry["index"] for entry in entries] or not places:
        raise log.Fault("the row has other entries")
    if len({entry["fields"]["transaction_id"] for entry in entries}) != 1:
        raise log.Fault("the entries are not of one act")
    newest = max(entries, key=lambda entry: int(entry["fields"]["id"]))["fields"]
    moment = datetime.fromtimestamp(int(newest["recorded_at"]) // 1_000_000, LOCAL)
    if row["时间"] != moment.strftime("%Y-%m-%d %H:%M:%S"):
        raise log.Fault("the row has another moment")
    said = dict(SAID) if newest["actor_id"] is None else {**SAID, "人员": "actor_name"}
    for label, name in said.items():
        value = newest[name].translate(CONTROLS)
        if row[label] not in (value, "'" + value):  # an apostrophe keeps a cell from acting as a formula
            raise log.Fault(f"column {label} is not what the entry says")


def require_files(files: Any, said: Any) -> None:
    """Table and proofs are those that were signed."""
    for name in (TABLE, PROOF):
        if hashlib.sha256(files[name]).hexdigest() != said["files"][name]:
            raise log.Fault(f"{name} is not what was signed")


def require_acts(rows: Any, acts: Any, size: int, roots: Any) -> None:
    """Each row is an act, and each of its entries stands in the signed tree, once."""
    seen = set()
    for number, row in enumerate(rows):
        try:
            for entry in acts[number]:
                log.check_entry(entry, size, roots)
                if int(entry["index"]) in seen:
                    raise log.Fault(f"leaf {entry['index']} stands there twice")
                seen.add(int(entry["index"]))
            require_row(row, acts[number])
        except (log.Fault, KeyError, ValueError, TypeError, AttributeError) as error:
            raise log.Fault(f"act {number + 1}: {error}") from error


def check(files: Any, log_key: str, export_key: str, witness_key: str = "") -> tuple[Any, int, int | None]:
    """Everything; what was signed, the tree's size, when the witness saw it."""
    if sorted(files) != sorted((STATEMENT, TABLE, PROOF)):
        raise log.Fault("the export has other files")
    said = statement_of(files[STATEMENT].decode(), export_key)
    require_files(files, said)
    proof = json.loads(files[PROOF].decode())
    size, roots, moment = log.checkpoint_of(proof, log_key, witness_key)
    if said["checkpoint"] != {"size": str(size), "root": roots["path"].hex()}:
        raise log.Fault("the checkpoint is not the one that was signed")
    csv.field_size_limit(2**31 - 1)  # one act may have changed a lot
    rows = list(csv.DictReader(io.StringIO(files[TABLE].decode("utf-8-sig"), newline="")))
    if not len(rows) == len(proof["acts"]) == said["entries"]:
        raise log.Fault("there are not as many rows as were signed")
    require_acts(rows, proof["acts"], size, roots)
    return said, size, moment


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Check a signed export of the timeline.")
    parser.add_argument("export")
    parser.add_argument("--log", required=True, help="the log's public key")
    parser.add_argument("--exports", required=True, help="the public key of the portal's exports")
    parser.add_argument("--witness", default="", help="the witness's public key")
    parser.add_argument("--show", action="store_true", help="print what was signed")
    options = parser.parse_args()
    try:
        with zipfile.ZipFile(options.export) as folder:
            files = {name: folder.read(name) for name in folder.namelist()}
        said, size, moment = check(files, options.log, options.exports, options.witness)
    except (log.Fault, KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        print(f"DOES NOT HOLD: {error}")
        return 1
    if options.show:
        print(json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1))
    witnessed = f", witnessed at {moment} (seconds since 1970)" if moment is not None else ""
    print(f"holds: {said['entries']} acts in a signed tree of {size}{witnessed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
