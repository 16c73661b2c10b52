"""Messages: what a city tells people about what happened, as data, and what brings it to them.

A message is the key of a template with typed values and a reference to whoever it is for, never an address:
the host resolves the reference when the message is sent. The text made from the template is the fallback for
channels that have no templates of their own. Which event tells whom, and in which words, stands in the pack.
"""

from ._cut import cut
from ._rules import Notice, Rules, Template, notices
from ._subjects import SUBJECTS, Subject
from ._values import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Accepted,
    Address,
    Message,
    Notifier,
    Outcome,
    Postponed,
    Recipient,
    Rejected,
    delivery_id,
)

__all__ = [
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "SUBJECTS",
    "Accepted",
    "Address",
    "Message",
    "Notice",
    "Notifier",
    "Outcome",
    "Postponed",
    "Recipient",
    "Rejected",
    "Rules",
    "Subject",
    "Template",
    "cut",
    "delivery_id",
    "notices",
]
