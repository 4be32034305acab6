"""Churn language: whether a customer says that they leave, are about to, or look for something else.

In goes an English statement with the names of the product; out comes the span that says so. Refuses what only sounds
like it: a mode that is switched to, a meeting that is cancelled, a program that is uninstalled to be installed again.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from insight.statements.guarded import Guarded, guard
from insight.statements.views import Found

_PARTS = {
    "we": r"\b(?:i|we)\b(?:(?!\b(?:never|not)\b|n['’]t\b)[^.!?;]){0,40}?",
    "will": r"(?:['’](?:ll|d|m|re)|\b(?:will|would|shall|may|might|must|should|am|are|gonna|considering|considered)"
    r"|\b(?:about|going|decided|ready|want|plan|planning|forced|tempted|have|had|need|like) to"
    r"|\b(?:thinking|thought) (?:of|about))"
    r"(?: (?:now|then|just|also|already|soon|probably|definitely|likely|seriously|rather|have to|be)){0,2} ",
    "go": r"(?:switch|mov|migrat|chang|return|go)(?:e|ing)?(?: (?:over|away|back|everything|everyone"
    r"|our \w{1,20})){0,2} to ",
    "product": r"(?:apps?|tools?|providers?|program(?:me)?s?|applications?|services?|products?|software|vendors?"
    r"|solutions?|platforms?|compan(?:y|ies)|suppliers?|systems?|clients?|brands?|banks?|carriers?)\b",
    "contract": r"(?:subscriptions?|accounts?|plans?|memberships?|contracts?|licen[cs]es?|seats?)\b",
    "end": r"(?=\s*(?:[.!,;…]|$)|\s(?:and|if|unless|by|soon|because|this|next|at)\b)",
    # A name is what letters say; a mode, a device, a browser and the product itself are nowhere to go.
    "name": r"(?!(?:windows|linux|mac\w*|android|ios|iphone|ipad|chrome|firefox|safari|edge|imap|pop3?|html"
    r"|english|german"
    r"|french|spanish|dark|light|beta|version|<own>)\b|\w{1,30} (?:mode|view|theme|plan|tier|tab|account|server|version"
    r"|layout|format)\b)(?-i:[A-Z][\w+-]{1,30})\b",
    "it": r"(?:it|this|(?:this|the|your) <product>|<own>)\b",
}
_RULES = {
    "cancels": r"\b(?:cancel+|terminat)(?:e|ed|ing)? (?:my|our) (?!e-?mail)(?:(?-i:[a-z]{1,15}) )?<contract>"
    r"|\b(?:clos|end)(?:e|ing)? (?:my|our) (?:subscription|membership|contract)\b|\bplease close (?:my|our) account\b"
    r"|(?:<we>|^\W*)<will>(?:cancel+|unsubscrib)(?:e|ing)?(?: everything)?<end>",
    "leaves": r"<we><will>(?:leav|quit)(?:e|t?ing)?(?=\s*(?:[.!;…]|$)|\s(?:you|if|unless|<own>)\b)"
    r"|\band (?:then )?(?:i|we)(?: (?:leave|quit)| (?:am|are) gone|['’](?:m|re) gone)(?=\s*(?:[.!…]|$))",
    "goes elsewhere": r"<will><go>(?:another|an other|a (?:different|better|cheaper)|some other"
    r"|other) (?:\w{1,20} )?<product>"
    r"|<go>(?:a|the|your|one of your) (?:\w{1,20} )?competit(?:ors?|ion)\b|<will><go>(?:someone|somebody) else\b"
    r"|<we><will>(?:[^.!?;]{0,60}? and )?(?:(?:switch|mov|migrat)(?:e|ing)?(?: over| back)?|(?:go"
    r"|going) back) to <name>"
    r"|<will>(?:go(?:ing)? )?back to (?:paper|pen|excel|spreadsheets?|(?:my|our|the) (?:old|previous) (?:\w{1,20} )?"
    r"<product>)|<will>(?:look|go)(?:ing)? elsewhere\b|\b(?:business|money) elsewhere\b",
    "looks for something else": r"\b(?:look|search|shopp?|evaluat|test|consider|explor|try|compar)(?:ing)?"
    r"(?: (?:for|at|into|out|around|an?|some|any|the|other|better|your|one of your)){0,4}"
    r" (?:alternatives?\b(?! (?:way|method|route|solution|to th))|competitors?\b"
    r"|(?:(?:an)?other|different|better) (?:\w{1,20} )?<product>)"
    r"|\bfound (?:an alternative\b(?! (?:way|method|route|to th))|(?:another|a different|a better) (?:\w{1,20} )?"
    r"<product>)",
    "will not renew": r"\b(?:i|we)\b[^.!?;]{0,20}?(?:\bnot|n['’]t|\bwont|\bnever)(?: \w{1,12}){0,3}? renew(?:ing)?\b"
    r"|\bnot renewing (?:my|our|this|the) (?:\w{1,20} )?<contract>",
    "stops using it": r"\b(?:(?:stop|stopped|quit) using"
    r"|(?:won['’]?t|will not|not going to) (?:be )?(?:use|using|buy)) <it>"
    r"|\b(?:giv(?:e|ing|en)|gave) up on (?:you|<it>)|\bditch(?:ing|ed)? (?:you|<it>)|\blast straw\b",
    "uninstalls it": r"(?:^|[.!?…]\s)(?:(?:uninstall|delet)(?:ed|ing)(?: <it>)?\s?[.!…]+|uninstalled)\s*$"
    r"|\bdelet(?:ing|ed) (?:this|the|your) app\b|<will>uninstall(?:ing)?(?: <it>)?<end>",
}
_HINTS = (
    *("cancel", "terminat", "clos", "ending ", "end my", "end our", "unsubscri", "leav", "quit", " gone", "m gone"),
    *("e gone", "other ", "different ", "better ", "cheaper", "competit", "one else", "body else", "switch", "migrat"),
    *("move to", "move over", "move back", "moving to", "moving over", "moving back", "back to", "elsewhere"),
    *(
        "alternative",
        "renew",
        "using",
        " use ",
        " buy ",
        " up on ",
        "ditch",
        "straw",
        "uninstall",
        "deleted",
        "deleting",
    ),
)
_DENIED = re.compile(r"(?:\b(?:not|never|without|no reason|no need)|n['’]t) (?:\w{1,20} ){0,2}$", re.IGNORECASE)
_AGAIN = re.compile(r"\bre-?\s?install|\binstall(?:ed|ing)? (?:it )?(?:again|anew)", re.IGNORECASE)


def find_leaving(text: str, products: Collection[str]) -> Found | None:
    """Return the words that speak of leaving: "will cancel our subscription". `products` are names, lower case."""
    match = _pattern(frozenset(products)).search(text)
    if match is None or _DENIED.search(text, 0, match.start()):
        return None
    rule = next(rule for place, rule in enumerate(_RULES) if match[f"r{place}"])
    if rule == "uninstalls it" and _AGAIN.search(text):
        return None
    return Found(match[0].strip(), rule)


@cache
def _pattern(products: frozenset[str]) -> Guarded:
    whole = "|".join(f"(?P<r{place}>{pattern})" for place, pattern in enumerate(_RULES.values()))
    for name, part in reversed(_PARTS.items()):
        whole = whole.replace(f"<{name}>", part)
    for name, part in _PARTS.items():  # what stands in other parts
        whole = whole.replace(f"<{name}>", part)
    return guard(whole.replace("<own>", "|".join(map(re.escape, sorted(products))) or r"(?!)"), _HINTS)
