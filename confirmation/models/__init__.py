"""The case: what one enterprise sends to one authority, and everything said about it."""

from confirmation.models.batches import Batch, BatchState
from confirmation.models.case import Case, CaseItem
from confirmation.models.clock import ClockEvent, ClockWarning
from confirmation.models.decision import Decision, Verification
from confirmation.models.defects import Defect, DefectAnswer
from confirmation.models.direct_pushes import DirectPush
from confirmation.models.intake_replays import IntakeReplay
from confirmation.models.leads import Lead, LeadAct, LeadStep
from confirmation.models.proofs import Proof
from confirmation.models.questions import Answer, AnswerKind, Question, Reminder
from confirmation.models.queue_settings import BulkConfirmRule, QueueSetting, SavedFilter
from confirmation.models.reasons import ReasonTemplate
from confirmation.models.rehearsals import Rehearsal, RehearsalState
from confirmation.models.rules import RoutingEntry, RuleVersion, SignatureRule, UnitRoute
from confirmation.models.submission import Submission
from confirmation.models.supervision import (
    Recheck,
    RecheckItem,
    RecheckOutcome,
    RecheckResult,
    StepAside,
    Urging,
)
from confirmation.models.viewing import Picked, Viewing

__all__ = [
    "Answer",
    "AnswerKind",
    "Batch",
    "BatchState",
    "BulkConfirmRule",
    "Case",
    "CaseItem",
    "ClockEvent",
    "ClockWarning",
    "Decision",
    "Defect",
    "DefectAnswer",
    "DirectPush",
    "IntakeReplay",
    "Lead",
    "LeadAct",
    "LeadStep",
    "Picked",
    "Proof",
    "Question",
    "QueueSetting",
    "ReasonTemplate",
    "Recheck",
    "RecheckItem",
    "RecheckOutcome",
    "RecheckResult",
    "Rehearsal",
    "RehearsalState",
    "Reminder",
    "RoutingEntry",
    "RuleVersion",
    "SavedFilter",
    "SignatureRule",
    "StepAside",
    "Submission",
    "UnitRoute",
    "Urging",
    "Verification",
    "Viewing",
]
