"""What in a message is not the customer's own statement: quotes, signatures, disclaimers, logs, greetings, thanks.

In go the blocks of one cleaned message; out come those that are worth splitting. Nothing is deleted: the landed text
keeps every word, and facts (version, platform, error codes) are read from the whole of it. Patterns are bounded.
"""

from __future__ import annotations

import re

from insight.statements.cleaning import Block
from insight.statements.guarded import guard

_FLAGS = re.IGNORECASE

# "On 3 May 2023, Ann wrote:" in the languages that customers write; the quote follows.
_QUOTE_HEADER = re.compile(
    r"^[>\s*]{0,20}(?:"
    r"(?:on|am|le|el|em|il|op|dne|den)\b.{4,200}\b(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef"
    r"|napsal\(?a?\)?)\b.{0,80}:?"
    r"|.{1,60}\b(?:wrote|schrieb|said|escribió|escreveu|a écrit)\s*:"
    r"|-{3,}.{2,100}\b(?:wrote|schrieb)\s*-{3,}"
    r"|-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|mensaje original|message d'origine"
    r"|mensagem original|messaggio originale|weitergeleitete nachricht)\s*-{0,20}"
    r"|begin forwarded message:?"
    r"|_{20,}"
    r")\s*$",
    _FLAGS,
)
# The same in any language, wrapped or not: a date or a time, an address, and a colon or a row of dashes at the end.
_DATED_SENDER = re.compile(
    r"^[>\s*-]{0,20}(?:(?:on|am|le|el|em|il|op|dne|den|på|w dniu|vào)\b|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})"
    r"(?=.{0,250}(?:\d[:.]\d\d|\d{4}))(?=.{0,250}(?:\S@\S|<EMAIL_\d+>)).{5,280}(?::|>|-{4,})\s*$",
    _FLAGS,
)
_LEADS_IN = re.compile(r"^[>\s*-]{0,20}(?:on|am|le|el|em|il|op|dne|den|på|w|vào|\d{1,4}[-/.]\d{1,2})\b", _FLAGS)
_LONGEST_LEAD = 300  # characters of the line that leads into a quote
_SAID_LINE = re.compile(r"^\S{1,40}(?: \S{1,40}){0,2} (?:said|wrote)$", _FLAGS)
MAIL_HEADER = re.compile(
    r"^[>\s*]{0,20}(?:from|sent|to|cc|subject|date|reply-to|von|gesendet|an|betreff|datum|de|enviado|para|asunto"
    r"|fecha|assunto|objet|envoyé|à|da|inviato|oggetto|van|verzonden|aan|onderwerp|fra|sendt|til|emne|från|skickat|till"
    r"|ämne|od|wysłano|do|temat)\s?:\*?\s",
    _FLAGS,
)
_SIGNATURE_MARK = re.compile(r"^(?:--|—|__+)\s*$")
# A name starts with a capital letter; after a comma one word may be small. Else "Best app ever" would be a farewell.
SIGNED = r"(?:<[A-Z]+_\d+>|(?-i:[A-ZÀ-Þ])[\w.'-]{0,30})"
_CLOSER = re.compile(
    r"^(?:(?:with )?(?:kind|best|warm|many)? ?(?:regards|wishes)|(?:yours )?(?:sincerely|truly|faithfully)|cheers"
    r"|(?:best|ty|mfg|vg|lg)(?=\s*(?:[,.!-]|$))|thanks|thank you|thx"
    r"|(?:many|much|with) thanks|thanks (?:again|in advance|all|everyone)|saludos(?: cordiales)?|un saludo|gracias"
    r"|atentamente"
    r"|(?:mit )?(?:freundlichen|besten|vielen|lieben|schönen|viele|beste|liebe) (?:grüßen?|dank)|danke"
    r"|cordialement|bien à vous|merci|salutations|atenciosamente|abraços?|obrigad[oa]|grazie|cordiali saluti"
    r"|groet(?:en|jes)?|bedankt)"
    rf"(?:(?:\s*[,.!-]+\s*|\s+){SIGNED}(?:\s+{SIGNED}){{0,3}}|\s*[,-]+\s*[\w.'-]{{1,30}})?\s*[,.!]*$",
    _FLAGS,
)
_LONGEST_FAREWELL = 80
_SENTENCE_BREAK = re.compile(r"(?<=[.!?…])\s+")
DEVICE = re.compile(
    r"^(?:sent from (?:my|mail|mailbox|outlook|yahoo|samsung|the)\b|get outlook for|sent (?:via|with|using)\b"
    r"|von meinem .{1,40} gesendet|gesendet (?:von|mit)\b"
    r"|enviado (?:desde|do|de)\b|envoyé (?:de|depuis)\b|inviato da\b|verstuurd vanaf\b"
    r"|download(?:ed)? from the app store).{0,120}$",
    _FLAGS,
)
_DISCLAIMER = guard(
    r"\b(?:confidential(?:ity)? notice|intended (?:solely|only|exclusively) for|if you (?:are not"
    r"|have received) th(?:e|is) (?:intended|e-?mail|message)"
    r"|not the intended recipient|may contain (?:confidential|privileged)|(?:is|are) confidential and"
    r"|consider the environment before"
    r"|data (?:privacy|protection) (?:statement|officer)|scanned (?:by|for) (?:\w+ )?(?:virus|malware)|virus-free"
    r"|avast\.com"
    r"|diese e-?mail enthält vertrauliche|este (?:correo|mensaje) .{0,40}confidencial|ce message .{0,60}confidentiel"
    r"|esta mensagem .{0,60}confidencia)",
    ("confiden", "intended", "if you", "consider", "privacy", "protection", "scanned", "virus", "avast"),
)
_LOG = re.compile(
    r"^(?:"
    r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d?:\d\d(?::\d\d)?\S{0,12}\s"
    r"|\[?\d\d?:\d\d:\d\d(?:[.,]\d+)?\]?\s"
    r"|\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL)\]?[:\s|-]"
    r"|\[?[\w.-]{1,40}\]?\s+(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL)\s+\[?[\w.$-]{1,80}\]?\s*[-:]\s"  # log4j's
    r"|(?:Caused by|Traceback \(most recent call last\)|Stack ?trace)\b"
    r"|(?:Exception in thread|Unhandled exception)\b"
    r"|[VDIWEF]/[\w.$-]{1,60}\s?\(\s{0,3}\d{1,6}\):"  # Android's
    r"|at (?:async |new )?[\w$.<>]{3,200}(?: \[as [\w$.]{1,100}\])? ?\("
    r"|at (?:async )?(?:https?|file|webpack|node|app|/)\S{1,300}:\d+:\d+$"
    r"|File \"[^\"]{1,300}\", line \d+"
    r"|[\w$]{0,100}(?:\.[\w$]{1,100}){1,10}(?:Error|Exception)\b"
    r"|(?:Error|TypeError|ReferenceError|NS_ERROR_\w+): \S{0,80}\.(?:js|jsm|mjs|py|c|cpp|java)\b"
    r"|0x[0-9a-fA-F]{6,}\b.{0,80}$"
    r"|[\w.-]{2,40}=\S{1,200}$"
    r"|[\w.$-]{1,80}\(.{0,300}\)\s*;?$"
    r"|.{0,300}(?:[{}]|[^\s;]\s?;)\s*(?:\*/)?$"
    r"|(?:/\*|//|#!|<\?).{0,300}$"
    r"|[\w.-]{1,60}; (?:\d|[A-Z])\S{0,30};"
    r")"
)
# The parts of a trace that look like words: its last line, and the line of code that stands below a file's.
_TRACE = re.compile(r"(?:Traceback \(most|File \"|at (?:async |new )?[\w$.<>/\[(])")
_ERROR_LINE = re.compile(
    r"^(?:Uncaught (?:\(in promise\) )?)?(?:[\w$.]{0,100}(?:Error|Exception|Warning)|KeyboardInterrupt)"
    r"(?::\s.{0,2000})?$"
)
_CODE_LINE = re.compile(
    r"(?:return|raise|import|from|yield|await|assert|del|with|if|for|self)\b|.{0,300}[=(\[]", re.DOTALL
)
_REPLY_ABOVE = re.compile(
    r"\W{0,12}(?:please |bitte )?(?:(?:type|write|enter|add) your (?:reply|response|answer)|reply|respond|answer"
    r"|(?:geben sie )?ihre antwort) (?:above|über) (?:this|the|dieser) (?:dotted )?(?:line|zeile)\b.{0,20}",
    _FLAGS,
)
_QUOTATION = re.compile(r"(?<!\S)[\"“](?=\w)[^\"“”]{400,8000}[\"”](?!\w)")
_WIRE_FORMAT = re.compile(r"=3D|=20\b|\w=\s\w.{0,200}\w=\s\w")  # a mail's source: quoted-printable
# One line of a pasted settings page: a short name, a colon, a value. "Need: a print button" looks like one, so a value
# without a number makes a field only beside another field.
_FIELD = re.compile(r"^(?!.{0,40}[.!?] )[A-Z][\w ()./-]{1,40}:\s{0,4}(?P<value>\S{0,60}(?:\s\S{1,30}){0,4})$")
_MOST_WORDS_OF_A_FIELD = 7
_NUMBER = re.compile(r"\d")

_NAMED_VALUE = re.compile(r"[\w)]:\s|[A-Za-z]{2}(?:_[A-Za-z]{2,30}){1,8}")
_SYMBOL = re.compile(r"[^\w\s.,;:!?'\"()’“”…-]", re.ASCII)
_WORDLIKE = re.compile(r"[^\W\d_]{2,}")

GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|hallo|hola|bonjour|salut|olá|oi|ciao|buongiorno|salve|greetings|howdy|good (?:morning"
    r"|afternoon|evening|day)"
    r"|guten (?:tag|morgen|abend)|buen(?:os|as) (?:días|tardes|noches)|bo[am] (?:dia|tarde|noite)|goedendag|dobrý den"
    r"|dear (?:sirs?|madam|team|all|support|sir(?:/| or )madam(?:e)?|customer|friends?|developers?)"
    r"|sehr geehrte(?: damen und herren)?|dear)"
    r"(?:[ ,](?:there|all|everyone|everybody|folks|guys|team|support|dear|again|to all|a todos|zusammen|sir|madam"
    r"|tudo bem|<[A-Z]+_\d+>|[\w'-]{1,20}(?=\s*[,!:]))){0,3})"
    r"\s*(?:[,.!:;?–-]+|$)\s*",
    _FLAGS,
)
THANKS = re.compile(
    r"^(?:(?:so |very |many |much |thank god )?(?:thanks|thank you|thank u|thankyou|thx|tks|ty|cheers|gracias"
    r"|muchas gracias|danke|vielen dank|merci|obrigad[oa]"
    r"|muito obrigad[oa]|grazie(?: mille)?|bedankt|regards|best)\b"
    r"(?: (?:you|so|very|much|a|lot|bunch|million|again|in|advance|everyone|all|guys|team|for|any|your|the|this|and"
    r"|kindly|time|help|support|assistance|attention"
    r"|answers?|advice|reply|replies|response|suggestions?|consideration|understanding|looking|into|reading|helping"
    r"|me|im|voraus|por|su|tu|ayuda|antemano|de"
    r"|d'avance|beaucoup|fantastic|great|amazing|guidance|input|information|info|can|to|anyone|who|could|would|be"
    r"|appreciated|support|anticipation|best|regards)){0,12})"
    r"[\s,.!:)]*$",
    _FLAGS,
)


def worth_mining(text: str, blocks: tuple[Block, ...]) -> list[Block]:
    """Return the blocks that hold the customer's own words, greetings, quotes, signatures and logs left out."""
    kept: list[Block] = []
    headers = 0
    position = 0
    while position < len(blocks):
        block = blocks[position]
        line = text[block.start : block.end]
        position += 1
        if block.kind == "quote" or line[0] == ">":
            continue
        header = _count_lead_in(text, blocks, position - 1)
        if header:
            position += header - 1
            if not _follows_marked_quote(text, blocks, position):
                break  # what follows is another mail, to the end
            continue
        headers = headers + 1 if MAIL_HEADER.match(line) else 0
        if headers >= 2:  # "From: ... Sent: ...": a forwarded mail
            while kept and MAIL_HEADER.match(text[kept[-1].start : kept[-1].end]):
                kept.pop()
            break
        if _SIGNATURE_MARK.match(line) or (kept and _REPLY_ABOVE.fullmatch(line)):
            break
        if _is_closer(line) and _looks_like_signature(text, blocks[position:]):
            break
        if _is_noise(line, block) or _is_field(text, blocks, position - 1) or _is_of_trace(text, blocks, position - 1):
            continue
        end = _farewell_start(line)
        kept.append(Block(block.start, block.start + end, block.kind))
        if end < len(line) and _looks_like_signature(text, blocks[position:]):
            break
    return kept


def find_quotations(text: str) -> list[tuple[int, int]]:
    """Return the spans of long passages in quotation marks: somebody else's mail, not an error's words."""
    return [quotation.span() for quotation in _QUOTATION.finditer(text)]


def _count_lead_in(text: str, blocks: tuple[Block, ...], position: int) -> int:
    """Return how many blocks lead into a quote from here on: "On 3 May, Ann wrote:" may be wrapped. 0 for none."""
    line = ""
    for count, block in enumerate(blocks[position : position + 3], 1):
        if block.end - block.start > _LONGEST_LEAD - len(line):
            return 0
        line = " ".join([*line.split(), *text[block.start : block.end].split()])
        if _DATED_SENDER.match(line) or (count == 1 and _QUOTE_HEADER.match(line)):
            return count
        if not _LEADS_IN.match(line):
            return 0
    return 0


def _follows_marked_quote(text: str, blocks: tuple[Block, ...], position: int) -> bool:
    """Tell whether the quote that starts here is marked, line by line or by an element, so that its end is known."""
    if position >= len(blocks):
        return False
    block = blocks[position]
    return block.kind == "quote" or text[block.start] == ">"


def _is_closer(line: str) -> bool:
    return len(line) <= _LONGEST_FAREWELL and _CLOSER.match(line) is not None


def _farewell_start(line: str) -> int:
    """Return where "Regards, Tom" begins that stands behind the last sentence of a line; its length where none does."""
    breaks = _SENTENCE_BREAK.finditer(line, max(0, len(line) - _LONGEST_FAREWELL))
    return next((found.start() for found in breaks if _CLOSER.match(line[found.end() :])), len(line))


def _looks_like_signature(text: str, rest: tuple[Block, ...]) -> bool:
    """A signature is short lines to the end: a name, a post, a number. One that goes on after "Thanks" is none."""
    return len(rest) <= 8 and all(len(text[b.start : b.end].split()) <= 8 for b in rest)


def _is_noise(line: str, block: Block) -> bool:
    """Recognise a line that says nothing of the customer's own: device lines, disclaimers, logs, dumps, thanks."""
    if len(line) <= 200 and (DEVICE.match(line) or THANKS.match(line) or _SAID_LINE.match(line) or _is_closer(line)):
        return True
    if _REPLY_ABOVE.fullmatch(line):
        return True
    if _DISCLAIMER.search(line) or _LOG.match(line) or ("=" in line and _WIRE_FORMAT.search(line)):
        return True
    greeting = GREETING.match(line)
    if greeting is not None and greeting.end() == len(line):
        return True
    words = len(_WORDLIKE.findall(line[:400]))
    if len(_NAMED_VALUE.findall(line[:400])) >= max(4, words // 5):
        return True  # a settings page or a report, pasted as one paragraph
    symbols = len(_SYMBOL.findall(line[:400])) if line.isascii() else 0
    if block.kind == "code":
        return symbols > words or words < 4
    return symbols > 2 * words + 2


def _is_of_trace(text: str, blocks: tuple[Block, ...], position: int) -> bool:
    """Tell whether a line that reads like words belongs to a trace: its error, or the code below a file's line."""
    line, *wrapped = _line(text, blocks, position).split("\n")
    above = _line(text, blocks, position - 1)
    if _ERROR_LINE.match(line):
        beside = [_line(text, blocks, position + step) for step in (-3, -2, -1, 1)]
        return any(_TRACE.match(one.lstrip()) for one in (*wrapped, *beside))
    return above.startswith('File "') and line[-1] not in ".!?" and _CODE_LINE.match(line) is not None


def _line(text: str, blocks: tuple[Block, ...], position: int) -> str:
    return text[blocks[position].start : blocks[position].end] if 0 <= position < len(blocks) else ""


def _is_field(text: str, blocks: tuple[Block, ...], position: int) -> bool:
    """Tell whether a line is one of a settings page: without a value, with a number in it, or beside another field."""
    found = _match_field(text, blocks[position])
    if found is None or len(_WORDLIKE.findall(found[0])) >= _MOST_WORDS_OF_A_FIELD:
        return False
    beside = (*blocks[max(position - 1, 0) : position], *blocks[position + 1 : position + 2])
    is_plain = not found["value"] or _NUMBER.search(found["value"]) is not None
    return is_plain or any(_match_field(text, one) is not None for one in beside)


def _match_field(text: str, block: Block) -> re.Match[str] | None:
    return _FIELD.match(text[block.start : block.end]) if block.kind == "paragraph" else None


def skip_greeting(text: str, start: int, end: int) -> int:
    """Return where the words after a leading "Hi there," begin; `start` when nothing would be left."""
    greeting = GREETING.match(text, start, end)
    return greeting.end() if greeting is not None and greeting.end() < end else start
