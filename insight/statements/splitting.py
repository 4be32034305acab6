"""Blocks to statements: sentences, then clauses where one sentence says two things.

In goes cleaned text and the span of one block; out come the spans of its statements, in order, none overlapping. A
clause is cut off only where both sides hold a cue of their own, so a condition ("when I print, it crashes") stays
whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.statements.boilerplate import skip_greeting
from insight.statements.cleaning import LONGEST_WORD
from insight.statements.cues import MAX_WORDS, PRAISES, STANDS_ALONE, find_cues, words_of
from insight.statements.languages import UNSPACED

Span = tuple[int, int]

_SENTENCE_END = re.compile(
    r"(?:[.!?…]{1,200}[\"'”’)\]]{0,3}(?=\s)|(?<=[a-z)]{2})[.!?]{1,5}(?=[A-Z][a-z])|[。！？]{1,20}|\n"
    r"|:(?=\s{1,4}[-–•*]\s))\s*"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|eg|ie|etc|vs|approx|no|nr|ver|vers|v|mr|mrs|ms|dr|prof|st|inc|ltd|fig|resp|incl|max|min"
    r"|bzw|z\.b|ca|usw|ggf|p\.ex|sr|sra|dott|a\.m|p\.m|[a-z])$",
    re.IGNORECASE,
)
_CLOSING_ABBREVIATION = re.compile(r"(?:etc|usw|p\.m|a\.m)$", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\s*\(?\d{1,2}")

# Where a second thing may begin; the connector belongs to neither side.
_CONTRAST = re.compile(
    r"(?:\s*[,;.–-]*\s+|\s*[,;]\s*)(?:(?:but|however|although|though|yet|except(?: that| for)?|unfortunately|sadly"
    r"|otherwise"
    r"|aber|leider|jedoch|allerdings|pero|aunque|sin embargo|lamentablemente|mais|cependant|par contre"
    r"|malheureusement|dommage que"
    r"|mas|porém|infelizmente|só que|però|tuttavia|purtroppo|maar|helaas)\b[,:]?\s+)(?=\S)",
    re.IGNORECASE,
)
_ADDITION = re.compile(
    r"(?:\s*;\s+|\s+[-–—]+\s+|\s*,?\s+(?:and|also|plus|and also|then|und|y|et|e|en|ed)\s+|\s*,\s+|\s+(?=(?:please|pls"
    r"|plz)\s))(?=\S)",
    re.IGNORECASE,
)
_NOT_A_CONTRAST = re.compile(
    r"\bnot only\b|\b(?:nothing|all|anything|last|everything|none|nichts|nada|rien)\s*$", re.IGNORECASE
)
_SUBORDINATE = re.compile(
    r"^(?:when(?:ever)?|if|since|after|before|while|as soon as|every time|each time|once|because|although|though"
    r"|even though|unless|until|whether|by|in order|to"
    r"|wenn|seit|nachdem|als|weil|obwohl|cuando|si|desde|después|aunque|al|quand|lorsque|depuis|après|quando|se|desde"
    r"|depois|dopo|als|wanneer|sinds)\b",
    re.IGNORECASE,
)
# A clause of its own starts with who or what does something, or with an order.
_CLAUSE_START = re.compile(
    r"(?:please|pls|plz|kindly|can|could|would|why|how|when|i|i'm|i'd|i've|we|you|they|it|it's|its|this|that|there"
    r"|the|my|our|your|all|every|some|no|now|sometimes|whenever|fix|add|bring|make|give|let|also"
    r"|ich|wir|es|das|der|die|bitte|man|yo|el|la|los|las|no|por|je|le|les|il|ne|on|o|a|os|as|não|eu|non|ik|het|de)\b"
    r"|(?:[\w'’-]+\s+){1,4}(?:is|are|was|were|does|do|did|has|have|had|can|can't|cannot|could|won't|will|doesn't"
    r"|don't|didn't|isn't|aren't|keeps?|never|always|should|needs?|just|no longer|also"
    r"|ist|sind|wird|es|está|son|est|sont|é|são|è|sono)\b"
    r"|[\w'’-]+\s+(?:fails?|crashes|freezes|stopped|stops|disappear(?:s|ed)?|vanish(?:es|ed)|takes|loses|lost|shows?"
    r"|hangs|breaks|works?|looks?|drains?|times out)\b",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(r"(?:i|i'm|we|you|they|it|please|pls|plz)\b", re.IGNORECASE)
_RUN_ON = re.compile(
    r"\s+(?:and\s+|so\s+)?(?=(?:please|pls|plz|also|but|however|i (?:love|like|hate|want|wish|need|would|can't|cant"
    r"|cannot|have to)|can you|could you|it (?:won't|wont|doesn't|doesnt|keeps|crashes|freezes|would)"
    r"|the (?:only|app|update|new)|why (?:is|are|do|does|did|has|have|can|can't|cant|won't|wont|don't|dont|must)"
    r"|fix|thanks|thank you|great|love)\b)",
    re.IGNORECASE,
)
# Without a full stop before them these begin something new all the same: a call for help, a way round, the next point.
_NEW_START = re.compile(
    r"\s+(?=(?:what (?:can|should|do) (?:i|we) do\b|(?:can|could) (?:you|someone|somebody|anyone|anybody) (?:please )?"
    r"(?:help|assist|advise|call)\b|any (?:help|ideas?|suggestions?|advice)\b|(?:please|kindly) (?:help|advise|assist"
    r"|get back)\b|am i doing (?:something|anything) wrong|how (?:can|do|should) (?:i|we) (?:fix|solve|resolve|repair)"
    r"\b|is (?:this|that) (?:known|normal|a bug)\b|what(?:'s|’s| is) going on|(?:in the )?meantime,? (?:i|we)\b"
    r"|meanwhile,? (?:i|we)\b|for now,? (?:i|we)\b|as a work-?\s?around\b|until (?:this|that|it) (?:changes|works"
    r"|is (?:fixed|solved)),?\s+\w|(?:and )?then there(?:'s|’s| is) (?:this|also)\b|thanks in advance"
    r"|thank you in advance))",
    re.IGNORECASE,
)
# "Two:", "Reason:", "2)": what only counts or announces a statement is no part of it.
_ANNOUNCEMENT = re.compile(
    r"(?:(?:and )?(?:one|two|three|four|first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|last(?:ly)?|finally|next"
    r"|another(?: thing)?|(?:the |my )?(?:first|second|third|next|last|other) (?:thing|point|problem|issue|one)"
    r"|one more thing|(?:oh,? )?and|while (?:i'm|i am|we're|we are) at it|(?:the )?reason|why|because|score because"
    r"|my (?:list|reason|points?)|then there(?:'s|’s| is) (?:this|also))\s?:|[(]?[1-9][).:](?=\s)|to (?:start|begin)"
    r" with,|(?:and then|last(?:ly)?|last but not least|finally|first(?:ly)?|second(?:ly)?|third(?:ly)?|besides"
    r"|on top of that|one more thing),)"
    r"\s*(?:[-–•*]\s+)?",
    re.IGNORECASE,
)
# Said beside a statement, it belongs to none.
_FORMULA = re.compile(
    r"(?:as discussed|see (?:attached|attachments?|below|above|photo|picture|screenshot)|(?:screenshots?|videos?"
    r"|photos?|pictures?|files?|logs?) (?:attached|below))[\s.!…]*",
    re.IGNORECASE,
)

_LONGEST_SENTENCE = re.compile(rf"(?:\S{{1,{LONGEST_WORD}}}\s*){{1,{MAX_WORDS}}}")
_RUN_ON_WORDS = 24  # a sentence of more words without any comma is several that lost their full stops
_MARKS = frozenset(",;-–—")
_LONGEST_OPENING = 8  # words of praise that only open a complaint: "Love the design, but"
_FEWEST_WORDS = 3  # a shorter piece without a cue is a fragment of its neighbour


def split_block(text: str, start: int, end: int, language: str) -> list[Span]:
    """Cut one block into spans that each say one thing; spans are trimmed and never empty."""
    spans: list[Span] = []
    for sentence in _sentences(text, start, end):
        for piece in _run_on_pieces(text, *sentence):
            spans.extend(_clauses(text, *piece, language))
    opened = [(_skip_opening(text, left, right), right) for left, right in spans]
    return _join_fragments(text, [span for left, right in opened for span in _trimmed(text, left, right)], language)


def _skip_opening(text: str, start: int, end: int) -> int:
    """Return where a span begins after a greeting and after what only announces it."""
    start = skip_greeting(text, start, end)
    announced = _ANNOUNCEMENT.match(text, start, end)
    return announced.end() if announced is not None else start


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield sentences by their marks; abbreviations, initials and version numbers end none."""
    left = start
    for mark in _SENTENCE_END.finditer(text, start, end):
        if mark[0][0] == "." and mark[0][:2] != ".." and _ends_no_sentence(text, left, mark):
            continue
        yield from _trimmed(text, left, mark.end())
        left = mark.end()
    yield from _trimmed(text, left, end)


def _ends_no_sentence(text: str, start: int, mark: re.Match[str]) -> bool:
    """Tell whether a full stop belongs to an abbreviation or to the number of a point."""
    abbreviation = _ABBREVIATION.search(text, max(start, mark.start() - 12), mark.start())
    if abbreviation is not None:
        goes_on = text[mark.end() : mark.end() + 1].isupper()
        return not (goes_on and _CLOSING_ABBREVIATION.search(abbreviation[0]))
    return _NUMBER_ALONE.fullmatch(text, start, mark.start()) is not None


def _run_on_pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence where a new one begins without a full stop: at a sure sign, or in a long one without any mark."""
    left = start
    for mark in _NEW_START.finditer(text, start + 1, end):
        if text[mark.start() - 1] not in ",;" and len(text[left : mark.start()].split()) >= _FEWEST_WORDS:
            yield from _unmarked_pieces(text, left, mark.start())
            left = mark.end()
    yield from _unmarked_pieces(text, left, end)


def _unmarked_pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a long sentence without punctuation where a new one seems to begin."""
    sentence = text[start:end]
    count = len(sentence.split())
    if count > MAX_WORDS:  # no sentence at all: cut it, so that the work stays linear
        for chunk in _LONGEST_SENTENCE.finditer(text, start, end):
            yield chunk.span()
        return
    if count <= _RUN_ON_WORDS or "," in sentence or ";" in sentence:
        yield start, end
        return
    left = start
    for mark in _RUN_ON.finditer(text, start, end):
        if len(text[left : mark.start()].split()) >= 5 and len(text[mark.end() : end].split()) >= _FEWEST_WORDS:
            yield left, mark.start()
            left = mark.end()
    yield left, end


def _clauses(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """Cut a sentence at the first connector whose two sides each say something, then look at the rest again."""
    left = start
    while left < end:
        cut = _first_cut(text, left, end, language)
        if cut is None:
            break
        yield left, cut[0]
        left = cut[1]
    if left < end:
        yield left, end


def _first_cut(text: str, start: int, end: int, language: str) -> Span | None:
    cues = [cue.name for cue in find_cues(words_of(text[start:end]), language) if cue.name in STANDS_ALONE]
    if len(cues) < 2 and PRAISES.isdisjoint(cues):
        return None
    for mark in _CONTRAST.finditer(text, start + 1, end):
        ahead, rest = text[start : mark.start()], text[mark.end() : end]
        if _NOT_A_CONTRAST.search(ahead):
            continue
        if _says_another(ahead, rest, language, fewest=2) or _only_opens(ahead, mark[0], rest, language):
            return mark.span()
    if len(cues) < 2:
        return None
    for mark in _ADDITION.finditer(text, start + 1, end):
        ahead, rest = text[start : mark.start()], text[mark.end() : end]
        if (
            not _SUBORDINATE.match(ahead)
            and not _SUBORDINATE.match(rest)
            and _CLAUSE_START.match(rest)
            and _says_another(ahead, rest, language, fewest=_fewest_ahead(mark[0], rest))
        ):
            return mark.span()
    return None


def _only_opens(ahead: str, connector: str, rest: str, language: str) -> bool:
    """Tell whether short praise opens what is said against it, which then needs no cue: "Nice app, but ..."."""
    words = words_of(ahead)
    return (
        connector.lstrip()[:1] in _MARKS | {"."}
        and len(words) <= _LONGEST_OPENING
        and len(rest.split()) > _FEWEST_WORDS
        and any(cue.name in PRAISES for cue in find_cues(words, language))
    )


def _fewest_ahead(connector: str, rest: str) -> int:
    """A bare "and" may join two nouns; a mark, or someone who acts after it, begins a clause."""
    is_clear = connector.strip()[:1] in _MARKS or _NEW_SUBJECT.match(rest) is not None
    return _FEWEST_WORDS if is_clear else _FEWEST_WORDS + 1


def _says_another(ahead: str, rest: str, language: str, *, fewest: int) -> bool:
    """Tell whether both sides complain, ask or praise: then they are two statements."""
    words, following = words_of(ahead), words_of(rest)
    if len(words) < fewest or len(following) < min(fewest, _FEWEST_WORDS):
        return False
    return all(any(cue.name in STANDS_ALONE for cue in find_cues(side, language)) for side in (words, following))


def _join_fragments(text: str, spans: list[Span], language: str) -> list[Span]:
    """Give pieces too short to say anything to the neighbour before them, or after them when they come first."""
    if language in UNSPACED:
        return spans
    joined: list[Span] = []
    pending: int | None = None
    for start, end in spans:
        words = words_of(text[start:end])
        is_fragment = len(words) < _FEWEST_WORDS and not find_cues(words, language) and len(spans) > 1
        if is_fragment and _FORMULA.fullmatch(text, start, end):
            continue
        if is_fragment and joined:
            joined[-1] = (joined[-1][0], end)
        elif is_fragment and (pending is None or len(words_of(text[pending:end])) < _FEWEST_WORDS):
            pending = start if pending is None else pending
        else:
            joined.append((start if pending is None else pending, end))
            pending = None
    if pending is not None:
        joined.append((pending, spans[-1][1]))
    return joined


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span without white space and stray marks at its ends, or nothing."""
    while start < end and (text[start].isspace() or text[start] in ",;:-–—•*"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
