"""Network addresses: IPv4, IPv6 and MAC; not versions, times or fingerprints."""

from __future__ import annotations

import ipaddress
import re

from insight.redaction.kinds import Kind, verbose
from insight.redaction.view import Span

_IPV4 = re.compile(r"(?<![\w.\-])(?<![A-Za-z]/)\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\w|-\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4})?(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\w:]|\.\d)")
# Begun at the first sign and read back two digits, because a search for signs is fast and one for digits is not.
_MAC = re.compile(
    r"[:\-](?<=[0-9A-Fa-f]{2}.)(?<![\w:\-.][0-9A-Fa-f]{2}.)"
    r"(?:(?<=:)[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){4}|(?<=-)[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){4})(?![\w:\-]|\.\w)"
)
_MAC_IN_THREES = re.compile(
    r"(?<![\w:\-.])(?=[0-9a-f.]{0,13}[a-f])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w:\-]|\.\w)", re.IGNORECASE
)
_ABOUT_A_VERSION = verbose(
    r"""(?:version|\b(?:versión|versão|ver|v|build|release|firmware|driver|treiber|revision|rev|update|upgrade|patch|edition
      |updated|upgraded|downgraded|installed|installiert|thunderbird|tb|firefox|chrome|outlook))s?\b
    [ ]{0,2}(?:number|no|is|was|to|from|on|von|auf|zu|:|=|\(|\.)?[ :=.(]{0,3}$"""
)
_ABOUT_AN_ADDRESS = re.compile(r"\bip\b|address|adresse|dirección|host|server|://|\[$|@$", re.IGNORECASE)


def _check_ipv4(found: re.Match[str]) -> Span | None:
    octets = [int(octet) for octet in found.group().split(".")]
    if max(octets) > 255:
        return None
    # Nobody's: this host, any host, network masks, and x.0.0.0, which is a version more often than an address.
    if octets[0] in (0, 127) or octets[:2] == [255, 255] or octets[1:] == [0, 0, 0]:
        return None
    # 1.0.0.6 is a version of an add-on more often than an address.
    if octets[0] < 10 and max(octets) < 32 and not _ABOUT_AN_ADDRESS.search(_before(found)):
        return None
    return None if _ABOUT_A_VERSION.search(_before(found)) else found.span()


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - 30) : found.start()]


def _check_ipv6(found: re.Match[str]) -> Span | None:
    text = found.group()
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    # "::", "::1" and C++ names such as ab::cd are nobody's address.
    is_told = sum(1 for group in text.split(":") if group) >= 3 or any(c.isdigit() for c in text)
    return found.span() if is_told and not address.is_loopback and not address.is_unspecified else None


NETWORKS = (
    Kind("MAC", _MAC, lambda found: (found.start() - 2, found.end())),
    Kind("MAC", _MAC_IN_THREES, digits=4, clues=(".",)),
    Kind("IP", _IPV6, _check_ipv6, clues=(":",), digits=2),
    Kind("IP", _IPV4, _check_ipv4, clues=(".",), digits=4),
)
