"""QTI 1.2 as Canvas imports it: a zip file with one assessment and its images. It is only written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from statuslab.questions import images, markup
from statuslab.questions.formats.records import Exported, Placed, asked, losses, source_text, told, truth
from statuslab.questions.formats.zip_files import packed
from statuslab.questions.forms import Option
from statuslab.questions.model import Question

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_MANIFEST = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_META = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
_FILES = "%24IMS-CC-FILEBASE%24/images/"
_LEFT_OUT = {"order": "Canvas imports no orders", "poll": "a poll has no key, which a Canvas quiz needs"}
_ASKED = "response1"


def write(questions: Sequence[Placed], names: Mapping[int, str], title: str = "") -> Exported:
    """Return questions as a package: Canvas, Settings, Import Course Content, QTI .zip file."""
    title = title or "Quiz"
    notes, items, files = list[str](), list[Element](), dict[str, bytes]()
    for placed in questions:
        question = placed.question
        if why := _LEFT_OUT.get(question.form):
            notes.append(placed.note(f"left out: {why}"))
            continue
        held = ("source",) if question.form == "match" else ("source", "whys")
        notes += losses(placed, images=False, held=held, partners_are_plain=True)
        items.append(_Item(question, names).element())
        files |= {f"images/{name}": images.content(data) for name, data in question.images}
    ident = _ident("assessment", title, *(placed.question.id for placed in questions))
    parts = {
        "imsmanifest.xml": _manifest(ident, title, files),
        f"{ident}/assessment_meta.xml": _meta(ident, title, len(items)),
        f"{ident}/{ident}.xml": _assessment(ident, title, items),
    }
    return Exported(packed({name: _xml(part) for name, part in parts.items()} | files), len(items), tuple(notes))


def _ident(kind: str, *parts: str) -> str:
    return f"statuslab_{kind}_{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"


def _xml(root: Element) -> bytes:
    indent(root)
    data: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return data


# --- The package --------------------------------------------------------------------------------------------


def _manifest(ident: str, title: str, files: Iterable[str]) -> Element:
    imsmd = "http://www.imsglobal.org/xsd/imsmd_v1p2"
    root = Element("manifest", {"identifier": f"{ident}_manifest", "xmlns": _MANIFEST, "xmlns:imsmd": imsmd})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "IMS Content"
    SubElement(metadata, "schemaversion").text = "1.1.3"
    general = SubElement(SubElement(metadata, "imsmd:lom"), "imsmd:general")
    SubElement(SubElement(general, "imsmd:title"), "imsmd:string").text = title
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    quiz = SubElement(resources, "resource", identifier=ident, type="imsqti_xmlv1p2")
    SubElement(quiz, "file", href=f"{ident}/{ident}.xml")
    SubElement(quiz, "dependency", identifierref=f"{ident}_meta")
    meta = SubElement(
        resources, "resource", identifier=f"{ident}_meta", type=_META, href=f"{ident}/assessment_meta.xml"
    )
    SubElement(meta, "file", href=f"{ident}/assessment_meta.xml")
    for name in files:
        image = SubElement(resources, "resource", identifier=_ident("image", name), type="webcontent", href=name)
        SubElement(image, "file", href=name)
    return root


def _meta(ident: str, title: str, points: int) -> Element:
    root = Element("quiz", {"identifier": ident, "xmlns": _CANVAS})
    facts = {"title": title, "description": "", "shuffle_answers": "true", "scoring_policy": "keep_highest"}
    facts |= {"quiz_type": "assignment", "points_possible": f"{points}.0", "show_correct_answers": "true"}
    for name, value in (facts | {"allowed_attempts": "1", "available": "false"}).items():
        SubElement(root, name).text = value
    return root


def _assessment(ident: str, title: str, items: Iterable[Element]) -> Element:
    root = Element("questestinterop", xmlns=_QTI)
    assessment = SubElement(root, "assessment", ident=ident, title=title)
    SubElement(assessment, "section", ident="root_section").extend(items)
    return root


# --- A question ---------------------------------------------------------------------------------------------


class _Item:
    """Writes one question: what is asked, how it is scored, and what is said to each answer."""

    def __init__(self, question: Question, names: Mapping[int, str]) -> None:
        self.question, self.names = question, names
        self.options = question.options
        self.feedback: list[Element] = []
        self.ids = [_ident("choice", question.id, str(place)) for place in range(len(self.options))]

    def element(self) -> Element:
        question = self.question
        item = Element("item", ident=_ident("question", question.id), title=question.id)
        kind = self._kind()
        metadata = SubElement(SubElement(item, "itemmetadata"), "qtimetadata")
        facts = {"question_type": kind, "points_possible": "1", "original_answer_ids": ",".join(self.ids)}
        for name, value in (facts | {"assessment_question_identifierref": _ident("ref", question.id)}).items():
            entry = SubElement(metadata, "qtimetadatafield")
            SubElement(entry, "fieldlabel").text = name
            SubElement(entry, "fieldentry").text = value
        presentation = SubElement(item, "presentation")
        self._material(presentation, asked(question))
        processing = SubElement(item, "resprocessing")
        score = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
        SubElement(SubElement(processing, "outcomes"), "decvar", score)
        if source := source_text(question):
            condition = _condition(processing, "Yes")
            SubElement(condition[0], "other")
            self._say(condition, "general_fb", source)
        answers = {"numerical_question": self._number, "matching_question": self._match}.get(kind, self._choice)
        answers(presentation, processing)
        item.extend(self.feedback)
        return item

    def _kind(self) -> str:
        if truth(self.question) is not None:
            return "true_false_question"
        kinds = {"multiple": "multiple_answers_question", "number": "numerical_question", "match": "matching_question"}
        return kinds.get(self.question.form, "multiple_choice_question")

    def _choice(self, presentation: Element, processing: Element) -> None:
        several = self.question.form == "multiple"
        response = SubElement(
            presentation, "response_lid", ident=_ASKED, rcardinality="Multiple" if several else "Single"
        )
        choices = SubElement(response, "render_choice")
        for ident, option in zip(self.ids, self.options, strict=True):
            label = SubElement(choices, "response_label", ident=ident)
            self._material(label, told(option, self.question.form, self.names))
            self._why(processing, ident, option, ident)
        variables, condition = _condition(processing, "No")
        if several:
            variables = SubElement(variables, "and")
        for ident, option in zip(self.ids, self.options, strict=True):
            if option.right:
                _equal(variables, ident)
            elif several:
                _equal(SubElement(variables, "not"), ident)
        _score(condition, "Set", "100")

    def _number(self, presentation: Element, processing: Element) -> None:
        response = SubElement(presentation, "response_str", ident=_ASKED, rcardinality="Single")
        SubElement(SubElement(response, "render_fib", fibtype="Decimal"), "response_label", ident="answer1")
        for ident, option in zip(self.ids, self.options, strict=True):
            value = str(option.value)
            self._why(processing, value, option, ident)
            if option.right:
                variables, condition = _condition(processing, "No")
                either = SubElement(variables, "or")
                _equal(either, value)
                both = SubElement(either, "and")
                SubElement(both, "vargte", respident=_ASKED).text = value
                SubElement(both, "varlte", respident=_ASKED).text = value
                _score(condition, "Set", "100")

    def _match(self, presentation: Element, processing: Element) -> None:
        partners = {
            text: _ident("match", self.question.id, text) for text in dict.fromkeys(o.match for o in self.options)
        }
        for ident, option in zip(self.ids, self.options, strict=True):
            response = SubElement(presentation, "response_lid", ident=f"response_{ident}")
            self._material(response, told(option, self.question.form, self.names))
            choices = SubElement(response, "render_choice")
            for text, partner in partners.items():
                self._material(SubElement(choices, "response_label", ident=partner), markup.plain(text), html=False)
            variables, condition = _condition(processing, "Yes")
            _equal(variables, partners[option.match], f"response_{ident}")
            _score(condition, "Add", f"{100 / len(self.options):.2f}")

    def _why(self, processing: Element, answer: str, option: Option, ident: str) -> None:
        if option.why:
            condition = _condition(processing, "Yes")
            _equal(condition[0], answer)
            self._say(condition, f"{ident}_fb", option.why)

    def _say(self, condition: tuple[Element, Element], ident: str, text: str) -> None:
        SubElement(condition[1], "displayfeedback", feedbacktype="Response", linkrefid=ident)
        feedback = Element("itemfeedback", ident=ident)
        self._material(SubElement(feedback, "flow_mat"), text)
        self.feedback.append(feedback)

    def _material(self, parent: Element, text: str, html: bool = True) -> None:
        words = SubElement(SubElement(parent, "material"), "mattext", texttype="text/html" if html else "text/plain")
        words.text = self._html(text) if html else text

    def _html(self, text: str) -> str:
        """A text as HTML, with the addresses that images have in a package."""
        known = dict(self.question.images)
        nodes = markup.nodes(text, lambda name: f"{_FILES}{quote(name)}" if name in known else None)
        if not any(isinstance(node, tuple) and node[0] in ("p", "pre", "table") for node in nodes):
            nodes = (("p", {}, nodes),)
        return "".join(tostring(_element(node), encoding="unicode", method="html") for node in nodes)


def _condition(processing: Element, goes_on: str) -> tuple[Element, Element]:
    condition = SubElement(processing, "respcondition", {"continue": goes_on})
    return SubElement(condition, "conditionvar"), condition


def _equal(parent: Element, value: str, response: str = _ASKED) -> None:
    SubElement(parent, "varequal", respident=response).text = value


def _score(condition: Element, action: str, points: str) -> None:
    SubElement(condition, "setvar", action=action, varname="SCORE").text = points


def _element(node: markup.Node) -> Element:
    """A node of `markup` as an element, which is escaped when it is written."""
    name, attributes, inside = ("span", {}, (node,)) if isinstance(node, str) else node
    element, last = Element(name, attributes), None
    for each in inside:
        if not isinstance(each, str):
            element.append(last := _element(each))
        elif last is None:
            element.text = (element.text or "") + each
        else:
            last.tail = (last.tail or "") + each
    return element
