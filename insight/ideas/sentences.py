"""Sentences: a claim as an order, a condition as it stands behind one.

In go a claim and how customers write words; out comes text, which the lint has still to pass.
"""

from __future__ import annotations

import re

from insight.ideas.claims import Claim, number_of
from insight.ideas.english import gerund, meant, word_set
from insight.ideas.usage import Usage

EVERYDAY = 0.2  # share of all texts from which on a thing is what the product is there for
_CRASHES = word_set("crashes")


def write_claim(claim: Claim, usage: Usage) -> str | None:
    """Write the claim as an order."""
    thing = usage.written(claim.thing, "object") if claim.thing else ""
    other = usage.written(claim.target, "object") if claim.target and claim.target != "nothing" else claim.target
    subject = _subject(claim.thing, usage)
    match claim.form:
        case "add":
            return f"Add {usage.written(claim.thing, 'added')}"
        case "remove":
            return f"Remove {thing}"
        case "return":
            return f"Bring back {subject}"
        case "do":
            return f"{claim.verb.capitalize()} {thing}"
        case "let":
            return f"Let {usage.written(claim.target, 'object') if claim.target else 'people'} {claim.verb} {thing}"
        case "make":
            return f"Make {subject} {claim.verb} {other}"
        case "make so":
            return f"Make {subject} {claim.verb}"
        case "fix":
            return f"Fix {_crashes(claim.thing) or thing}"
        case "fix missing":
            missing = thing.removeprefix("the ")
            if missing != thing and " " in missing:
                return f"Fix the missing {missing}"
            return f"Fix missing {missing if ' ' in missing else number_of(missing)}"
        case "stop":
            return f"Stop {subject} from {gerund(claim.verb)} {other}"
        case "stop losing":
            return (
                f"Stop {_done_to_people(claim.verb) if claim.thing == 'people' else _doing(claim.verb, thing, other)}"
            )
        case "show in":
            return f"Show {thing} in {other}"
        case "deliver":
            is_mail = usage.shares.get(meant(claim.thing), 0.0) >= EVERYDAY  # of a mail client nobody says "deliver"
            return f"{'Let people receive' if is_mail else 'Deliver'} {thing}"
        case "faster":
            return f"Make {subject} {claim.verb} faster"
        case "speed up":
            return f"Speed up {gerund(claim.verb)} {thing}"
        case "stop crash":
            return f"Stop {_product(claim.thing, usage)} from {gerund(claim.verb)}"
        case "spare":
            return f"Spare people {gerund(claim.verb)} {thing}"
        case "improve":
            return f"Improve {thing}"


def _subject(phrase: str, usage: Usage) -> str:
    return usage.written(phrase, "subject") if phrase else ""


def _product(phrase: str, usage: Usage) -> str:
    return usage.written(phrase, "subject") if phrase else "the app"


def _crashes(phrase: str) -> str | None:
    return number_of(phrase) if phrase.lower() in _CRASHES else None


def _doing(verb: str, thing: str, other: str) -> str:
    """Write a doing with what it is done to; of a verb with a preposition what stands behind that comes last."""
    head, _, preposition = verb.partition(" ")
    return f"{gerund(head)} {thing} {preposition} {other}" if other else f"{gerund(verb)} {thing}"


def _done_to_people(verb: str) -> str:
    head, _, particle = verb.partition(" ")
    return " ".join(word for word in (gerund(head), "people", particle) if word)


def write_condition(condition: str, usage: Usage) -> str:
    """Write a condition as it stands behind a title: "after update" gives "after the update"."""
    bare = re.fullmatch(
        r"(on|in|for|with|from|to|into|after|since|before|during) ([a-z-]+(?: [a-z-]+){0,2})", condition
    )
    if bare and not bare[2].lower().startswith(("the ", "a ", "an ", "one ", "two ", "every ", "another ")):
        return f"{bare[1]} {usage.written(bare[2], 'object')}"
    return " ".join(usage.cased(word) if word.lower() in usage.forms else word for word in condition.split())


def tidy(title: str) -> str:
    """Take out doubled spaces and marks at the ends."""
    return re.sub(r"\s+", " ", title).strip(" .,;:!?-")
