"""The question bank: what a question is, how a page shows it, and how an answer is graded."""

from statuslab.questions.forms import Option
from statuslab.questions.grading import CONFIDENCE, Mark, Verdict, grade, mistaken
from statuslab.questions.model import Bank, Question
from statuslab.questions.presentation import drawings, order, presented, unpresented, version_of

__all__ = [
    "CONFIDENCE", "Bank", "Mark", "Option", "Question", "Verdict", "drawings", "grade", "mistaken", "order",
    "presented", "unpresented", "version_of",
]  # fmt: skip
