"""How alike two questions are: the cosine of their TF-IDF vectors over words and pairs of words.

A document is stem and options (texts, matches and codes; no wire, hint or why). It is weighted as scikit-learn's
`TfidfVectorizer(ngram_range=(1, 2))` does by default: tokens of two or more word characters in lower case, raw counts,
idf = ln((1 + documents) / (1 + documents with the term)) + 1, vectors of length 1. In addition, each word loses one
common ending first, so that "saves" and "saved" are the same word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import log, sqrt

from statuslab.questions import Question

Vector = Mapping[str, float]
ENDINGS = ("ing", "ed", "es", "ly", "s", "e")


def document(question: Question) -> str:
    options = (f"{option.code or option.number or ''} {option.text} {option.match}" for option in question.options)
    return " ".join([question.ask, *options])


def stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            return word.removesuffix(ending)
    return word


def terms(text: str) -> list[str]:
    """The words of a text and its pairs of neighboring words."""
    words = [stem(word) for word in re.findall(r"\w\w+", text.casefold())]
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def vectors(documents: Sequence[str]) -> list[Vector]:
    counts = [Counter(terms(text)) for text in documents]
    found = Counter(term for count in counts for term in count)
    idf = {term: log((1 + len(documents)) / (1 + number)) + 1 for term, number in found.items()}
    weights = [{term: number * idf[term] for term, number in count.items()} for count in counts]
    lengths = [sqrt(sum(weight * weight for weight in vector.values())) or 1.0 for vector in weights]
    return [
        {term: weight / length for term, weight in vector.items()}
        for vector, length in zip(weights, lengths, strict=True)
    ]


def similar_pairs(questions: Iterable[Question], threshold: float) -> list[tuple[float, str, str]]:
    """Pairs of ids whose similarity is above the threshold, the most similar pair first."""
    questions = list(questions)
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    cosines: dict[tuple[int, int], float] = defaultdict(float)
    for index, vector in enumerate(vectors([document(question) for question in questions])):
        for term, weight in vector.items():
            for other, theirs in found[term]:
                cosines[other, index] += weight * theirs
            found[term].append((index, weight))
    pairs = [
        (cosine, questions[first].id, questions[second].id)
        for (first, second), cosine in cosines.items()
        if cosine > threshold
    ]
    return sorted(pairs, reverse=True)
