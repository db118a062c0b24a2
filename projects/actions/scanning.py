"""Scanning papers for viruses: claimed first, scanned outside any transaction, then noted (E11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import notify
from accounts.rules import NoticeKind
from audit.context import Acting, SystemActor, context
from common.errors import RuleError
from projects import scanner, store
from projects.models import PaperScan, StoredFile
from projects.queries.scans import carriers_of
from projects.rules.scans import ScanState

# How long until the next try; the last one is for all further ones: a paper is never given up.
WAITS = (timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30))
LEASE = timedelta(minutes=5)  # longer than one scan may take
ENROLLED_AT_ONCE = 1000
_SCANNER = Acting.system(SystemActor.SCANNER)


@dataclass(slots=True)
class Scanned:
    """What a run came to: papers by verdict, and those to be tried again."""

    clean: int = 0
    infected: int = 0
    put_off: int = 0


def enrol(file: StoredFile, at: datetime) -> None:
    """Let a newly stored file wait for the scanner; whether there is one is asked when it is due.

    Opens no transaction and sets no context: it belongs to the act that stores the file.
    """
    PaperScan.objects.get_or_create(file=file, defaults={"due_at": at})


@transaction.atomic(durable=True)
def enrol_forgotten(*, at: datetime) -> int:
    """Let files wait for the scanner that were stored before there were scans. Safe to run twice, also at once.

    :returns: how many; no more than a thousand at once.
    """
    forgotten = list(StoredFile.objects.filter(scan=None).order_by("pk")[:ENROLLED_AT_ONCE])
    with context(_SCANNER, action="projects.enrol_forgotten", channel="task"):
        PaperScan.objects.bulk_create((PaperScan(file=file, due_at=at) for file in forgotten), ignore_conflicts=True)
    return len(forgotten)


def scan_due_papers(*, now: Callable[[], datetime], within: timedelta) -> Scanned:
    """Scan what is due, the newest first: a backlog does not hold up what people work on.

    Safe to run twice, also at once: each paper is scanned by one run. A run that dies leaves a later try.
    It ends early when the scanner does not answer, so that an outage costs one paper's try and not everybody's.

    :param now: a scan takes time, so the clock is asked for each.
    :param within: no paper is begun after it.
    """
    run, ends = Scanned(), now() + within
    while scanner.is_offered() and (at := now()) < ends:
        scan = _claim(at)
        if scan is None:
            break
        try:
            signature = scanner.scan(store.read(scan.file_id))
        except scanner.ScannerDoesNotAnswer as error:
            _put_off(scan, str(error), now(), run)
            break
        except (scanner.ScannerGaveNoVerdict, RuleError) as error:
            _put_off(scan, str(error), now(), run)
        except OSError as error:
            _put_off(scan, f"附件库读取中断（{type(error).__name__}）", now(), run)
        else:
            _note(scan, signature, now(), run)
    return run


@transaction.atomic(durable=True)
def _claim(at: datetime) -> PaperScan | None:
    due = PaperScan.objects.filter(state=ScanState.PENDING, due_at__lte=at).order_by("-due_at", "pk")
    scan = due.select_for_update(skip_locked=True).first()
    if scan is not None:
        with context(_SCANNER, action="projects.scan_due_papers", channel="task"):
            scan.attempts, scan.due_at = scan.attempts + 1, at + LEASE
            scan.save(update_fields=["attempts", "due_at"])
    return scan


@transaction.atomic(durable=True)
def _put_off(scan: PaperScan, error: str, at: datetime, run: Scanned) -> None:
    run.put_off += 1
    wait = WAITS[min(scan.attempts, len(WAITS)) - 1]
    with context(_SCANNER, action="projects.scan_due_papers", channel="task"):
        mine = PaperScan.objects.filter(pk=scan.pk, state=ScanState.PENDING, attempts=scan.attempts)
        mine.update(error=error[:300], due_at=at + wait)


@transaction.atomic(durable=True)
def _note(scan: PaperScan, signature: str, at: datetime, run: Scanned) -> None:
    waiting = PaperScan.objects.select_for_update().filter(pk=scan.pk, state=ScanState.PENDING).first()
    if waiting is None:  # a run that took over after the lease was first
        return
    waiting.state = ScanState.INFECTED if signature else ScanState.CLEAN
    waiting.signature, waiting.scanned_at, waiting.due_at, waiting.error = signature, at, None, ""
    with context(_SCANNER, action="projects.scan_due_papers", channel="task"):
        waiting.save()
        if signature:
            run.infected += 1
            _tell(waiting, at)
        else:
            run.clean += 1


def _tell(scan: PaperScan, at: datetime) -> None:
    for carrier in carriers_of(scan.file):
        notify(
            carrier.enterprise,
            kind=NoticeKind.INFECTED,
            title="附件中发现病毒，已停用",
            text=f"{'；'.join(carrier.places)}：发现病毒（{scan.signature}），该文件已停用，任何人不能打开或下载。"
            "请用无病毒的文件替换：未提交的，在附件页面移除或替换；已提交的，撤回办件，或待主管部门退回补正后替换；"
            "已确认的，申请勘误替换该附件（三）。",
            url=carrier.url,
            at=at,
        )
