"""An erratum on its way, each step by another person, through the real actions."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages

import errata.actions as errata
import projects.actions as filing
from accounts.rules import Role
from errata.models import Erratum
from projects.catalogue import catalogue
from projects.models import Attachment, Completion, EnterpriseIndicators, PaperScan, Project
from projects.rules.scans import ScanState
from projects.rules.values import ValueType
from projects.store import name_of
from tests.audit.support import acting
from tests.factories import AT, PDF, an_authority, an_official
from tests.world import Firm, a_firm, confirms

NEW_PDF = PDF + b"\n% scanned anew\n%%EOF\n"
SECOND_PDF = PDF + b"\n% another paper\n%%EOF\n"
# Of other bytes than the papers that are replaced: whoever gives a lost paper again puts it back into the store.
LETTER_PDF = PDF + b"\n% a letter\n%%EOF\n"
LATER = AT + timedelta(days=30)


def facts_of(record, **changes):
    """What the form of a record would send if nothing but some fields were typed anew."""
    facts = {}
    for row in catalogue().fields_of(record).fields:
        if row.type is ValueType.PERSON:
            person = getattr(record, row.name)
            facts |= {f"{row.name}_name": person.name, f"{row.name}_document": person.document_kind}
            facts[f"{row.name}_number"] = ""
        else:
            facts[row.name] = record.extra.get(row.name) if row.is_extra else getattr(record, row.name)
    if isinstance(record, EnterpriseIndicators):
        facts["indicators"] = record.indicators
    return {**facts, **changes}


def letter(number="长住建函〔2025〕12号", **changes):
    """An official document."""
    return errata.Letter(
        **{"number": number, "dated_on": date(2024, 12, 20), "filename": "公文.pdf", "chunks": [LETTER_PDF], **changes}
    )


def keeps_papers():
    """The store of this test has what the papers of the module's project are made of."""
    for data in (PDF, SECOND_PDF):
        storages["papers"].save(name_of(hashlib.sha256(data).hexdigest()), ContentFile(data))


def loses(paper):
    """The store no longer has the bytes of a paper, nor of any other with the same content."""
    storages["papers"].delete(name_of(paper.file_id))


def spoils(paper):
    """The store has other bytes than those of the paper."""
    path = Path(storages["papers"].path(name_of(paper.file_id)))
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 nothing else")


def is_found(file_id, state, at=LATER):
    """The virus scanner said something of a file."""
    what = "Eicar-Test-Signature" if state == ScanState.INFECTED else ""
    with acting():
        PaperScan.objects.filter(pk=file_id).update(state=state, signature=what, scanned_at=at, due_at=None)


# The confirmed project and the people that the tests of a module begin with; see the fixture ``shared_way``.
SHARED: list["Way"] = []


@dataclass
class Way:
    """The people of an erratum and the steps that they take. ``home`` is the authority at the project's place."""

    home: str = "220102"
    prepared: bool = False
    completion: dict = field(default_factory=dict)
    firm: Firm | None = None
    is_new: bool = False
    # Whether the completion carries another paper, of other bytes than all the rest.
    second_paper: bool = False

    def __post_init__(self):
        self.erratum = None
        asked = (self.home, self.prepared, self.completion, self.firm, self.is_new, self.second_paper)
        plain = asked == ("220102", False, {}, None, False, False)
        if plain and SHARED:
            self.__dict__.update(SHARED[0].__dict__)
            self.project = Project.objects.select_related("division", "filed_by").get(pk=self.project.pk)
        else:
            self.begins_anew()

    def begins_anew(self):
        self.firm = self.firm or a_firm()
        self.project: Project = self.firm.fills_in(
            prepared=self.prepared, completion=self.completion, division=self.home
        )
        if self.second_paper:
            self.adds_a_second_paper()
        confirms(an_official(self.home), self.firm.submits(self.project))
        self.project.refresh_from_db()
        self.place = an_official(self.home)
        self.city = an_official("220100")
        self.province = an_official("220000")
        self.support = an_official("220000", role=Role.SUPPORT)
        self.verifier = an_official("220000", role=Role.SUPPORT)

    def adds_a_second_paper(self):
        filing.attach(
            by=self.firm.user,
            enterprise=self.firm.enterprise,
            project_id=self.project.pk,
            record_guid=self.completion_record.row_guid,
            kind="OTHER",
            filename="会议纪要.pdf",
            chunks=[SECOND_PDF],
            at=AT,
        )

    @property
    def completion_record(self):
        return Completion.objects.get(project=self.project)

    def seen(self, by, **more):
        self.erratum = Erratum.objects.get(pk=self.erratum.pk)
        acts = {"by": by, "erratum_id": self.erratum.pk, "version_seen": self.erratum.version, "at": LATER}
        return {**acts, "address": "127.0.0.1", **more}

    def begins(self, by=None):
        by = by or self.firm.user
        self.erratum = errata.begin_for_enterprise(
            by=by, enterprise=self.firm.enterprise, project_id=self.project.pk, at=LATER
        )
        return self.erratum

    def begins_as_authority(self):
        self.erratum = errata.begin_for_authority(
            by=self.place, authority=an_authority(self.home), project_id=self.project.pk, at=LATER
        )
        return self.erratum

    def proposes(self, record=None, by=None, **changes):
        record = record or self.completion_record
        changes = changes or {"actual_area": 85900}
        return errata.propose_changes(
            by=by or self.firm.user,
            erratum_id=self.erratum.pk,
            record_guid=record.row_guid,
            facts=facts_of(record, **changes),
            at=LATER,
        )

    def explains(self, by=None, text="竣工图所载面积有误"):
        by = by or self.firm.user
        grounds = {item.pk: text for item in self.erratum.items.all()}
        errata.set_grounds(by=by, erratum_id=self.erratum.pk, ground="填报时看错", grounds=grounds, at=LATER)
        errata.add_evidence(by=by, erratum_id=self.erratum.pk, filename="竣工图.pdf", chunks=[LETTER_PDF], at=LATER)

    def paper(self, record=None):
        """The required paper of a confirmed record that is in force."""
        record = record or self.completion_record
        return Attachment.objects.get(record_guid=record.row_guid, kind=record.required_paper, removed_at=None)

    def replaces(self, paper=None, by=None, data=NEW_PDF, ground="档案馆存原件重新扫描", at=LATER):
        return errata.replace_paper(
            by=by or self.firm.user,
            erratum_id=self.erratum.pk,
            paper_guid=(paper or self.paper()).guid,
            ground=ground,
            filename="重新扫描.pdf",
            chunks=[data],
            at=at,
        )

    def asks_for_a_paper(self, paper=None):
        """The enterprise's hand-in of an erratum that replaces a paper and nothing else."""
        self.begins()
        self.replaces(paper, at=LATER - timedelta(hours=1))
        self.erratum = errata.request(**self.seen(self.firm.user))
        return self.erratum

    def goes_on_to(self, status):
        """From the hand-in as far as a status on the straight way."""
        steps = {
            "REQUESTED": self.files,
            "CONSENT": self.consents,
            "APPROVAL": self.approves,
            "APPROVED": self.executes,
            "EXECUTED": self.verifies,
        }
        while self.erratum.status != status:
            self.erratum = steps[self.erratum.status]()
        return self.erratum

    def requests(self, record=None, **changes):
        """Everything up to the enterprise's hand-in."""
        self.begins()
        self.proposes(record, **changes)
        self.explains()
        return errata.request(**self.seen(self.firm.user))

    def files(self, by=None):
        return errata.file_application(**self.seen(by or self.place, note="情况属实", letter=letter()))

    def consents(self, by=None):
        return errata.consent(**self.seen(by or self.city, note="同意", letter=letter("长建函〔2025〕3号")))

    def approves(self, by=None):
        return errata.approve(**self.seen(by or self.province, note="同意", letter=letter("吉建函〔2025〕8号")))

    def executes(self, by=None):
        return errata.execute(**self.seen(by or self.support, note=""))

    def verifies(self, by=None):
        return errata.verify(**self.seen(by or self.verifier, note=""))

    def reaches(self, status, record=None, **changes):
        """As far as a status on the straight way."""
        self.erratum = self.requests(record, **changes)
        return self.goes_on_to(status)
