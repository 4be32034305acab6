"""Keys: tokens with a known shape, private keys, passwords beside their word, and secrets in addresses of the web."""

from __future__ import annotations

import re

from insight.redaction.kinds import Kind, verbose, words
from insight.redaction.view import MASK, Span

_PRIVATE_KEY = verbose(
    # To its end line; a key that was cut off, as far as its lines are the long ones of a key.
    rf"""-----BEGIN[A-Z ]{{1,30}}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----
    # No group is possessive: one of Python 3.11.2, which Debian 12 has, does not go back to where its last round began.
    (?:(?:[^-{MASK}]|-(?!----)){{0,20000}}-----END[A-Z ]{{1,40}}-----
      |(?:(?:\s|\\n|<br[ ]?/?>){{0,4}}[A-Za-z0-9+/=]{{20,}}+){{0,2000}})"""
)

_SHAPED = verbose(
    r"""
    (?<![A-Za-z0-9_\-])(?:
      (?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|AIPA)[A-Z0-9]{16}(?![A-Za-z0-9])
    | gh[pousr]_[A-Za-z0-9]{20,255} | github_pat_\w{20,255} | glpat-[\w\-]{16,64}
    | xox[abeoprs]-[A-Za-z0-9\-]{8,255}
    | (?=sk-[A-Za-z_\-]{0,60}\d)sk-[\w\-]{16,255}
    | (?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,255} | whsec_[A-Za-z0-9+/=]{16,255}
    | AIza[\w\-]{30,40} | ya29\.[\w\-]{16,400} | hf_[A-Za-z0-9]{30,64} | npm_[A-Za-z0-9]{30,64}
    | SG\.[\w\-]{16,32}\.[\w\-]{30,64} | pypi-[\w\-]{50,255} | dop_v1_[a-f0-9]{40,80}
    | eyJ[\w\-]{8,4000}\.[\w\-]{4,8000}(?:\.[\w\-]{0,2000}){0,3}
    )""",
    any_case=False,
)

# Any other service's: a word or two before a random part, which holds letters and digits.
_PREFIXED = verbose(
    r"""
    (?<![A-Za-z0-9_\-])[a-z]{2,12}_(?:[a-z]{2,12}_)?
    (?=[A-Za-z]{0,40}\d)(?=\d{0,40}[A-Za-z])[A-Za-z0-9]{20,255}(?![A-Za-z0-9_])""",
    any_case=False,
)

_AUTHORIZATION = verbose(
    rf"""
    \b(?:bearer\s{{1,3}}|authorization["']?\s{{0,3}}[:=]\s{{0,3}}["']?(?:basic|token|digest|bearer|negotiate|apikey)
      \s{{1,3}})
    ["']?(?P<value>[A-Za-z0-9._~+/=\-]{{8,4000}})
    | \bcookie["']?:\s{{0,3}}(?P<cookie>[^\n\r"<>{MASK}]{{1,200}}=[^\n\r"<>{MASK}]{{1,4000}})"""
)

_WORD = r"""
    pass(?:word|wd|phrase|code|wort)s? | pwd | pw | passwrd | kennwort | wachtwoord | parola | has[łl]o
  | contrase(?:ñ|n|ny)[ao]
  | clave | (?<=mot[ ]de[ ])passe | mdp | senha | (?<=palavra[ -])passe | пароль | 密[码碼] | パスワード
  | (?:key|code) | secret | token | session[-_ ]?id | sessid | otp | cv[cv]2?(?:[- ]?code)?
  | pin(?:[ -]?code)? | credentials?
"""
_BESIDE_WORD = verbose(
    rf"""
    (?P<word>{_WORD})(?![^\W_])
    (?:[ ](?:number|no\.?|nr\.?)|[ ](?:for|to|of|für|para|pour)[ ][^\s:=]{{1,40}}(?:[ ][^\s:=]{{1,40}})?)?
    [ ]?["'`*]{{0,2}}[ \t]{{0,3}}
    (?P<link>[:=]{{1,2}}>?|->|\b(?:is|was|ist|war|lautet|es|era|est|é|è)\b[ ]?:?)
    [ \t]{{0,3}}\*{{0,2}}[ ]?
    (?: "(?P<double>[^"\n<>{MASK}]{{1,200}})" | '(?P<single>[^'\n<>{MASK}]{{1,200}})'
      | `(?P<tick>[^`\n<>{MASK}]{{1,200}})`
      | (?P<bare>[^\s"'`<>{MASK}][^\s"<>{MASK}]{{0,399}}) )
    (?P<after>[ \t]{{0,3}}(?:[\n\r<"',;.!?)]|$))?"""
)
_LONG_WORD = re.compile(r"pass|token|secret|sessid", re.IGNORECASE)
# A key or a code is a secret only as one of these: "api key", "verification code".
_BEFORE_KEY = re.compile(
    r"(?:api|app|access|auth|private|secret|encryption|shared|licen[sc]e|product|activation|recovery"
    r"|security|verification|confirmation|authentication|one[- ]time|2fa|sms|login|backup|zugangs?)[-_ ]?$"
    r"|(?<![-_ ])account$",
    re.IGNORECASE,
)
# What people write after "password:" that is not one.
_NOT_A_SECRET = words(
    "incorrect invalid wrong required failed expired missing error none null nil true false empty unknown yes not and "
    "or reset forgotten changed change blank hidden saved same correct ok okay the my your it this that no normal "
    "oauth2 falsch ungültig fehlt abgelaufen korrekt leer incorrecta incorrecto inválida caducada incorrect "
    "incorrecte invalide expiré incorreta errada undefined redacted string text number password passwort token secret "
    "key code type optional normal-password encrypted plain oauth authentication connecting connected edited removed "
    "hidden asked prompt"
)
_DIGIT = re.compile(r"\d")
_ODD = re.compile(r"[@#$%^&*+=~|§€£\\]|[!?](?=[^!?])")
_NO_SECRET = re.compile(r"\w+://|\d{1,3}%|0x[0-9a-f]{8}$", re.IGNORECASE)


def _is_secret(value: str, link: str, *, is_quoted: bool, ends: bool, min_digits: int) -> bool:
    """Tell a secret from an ordinary word that follows the word "password"."""
    bare = value.strip("*•.…xX-_?[](){}")
    if len(bare) < 3 or value.count(" ") > 3 or bare.lower() in _NOT_A_SECRET or _NO_SECRET.match(value):
        return False
    if link.startswith("=") or (is_quoted and not link.startswith("->")):
        return True
    if _DIGIT.search(value):
        return len(value) >= min_digits
    has_case = value != value.lower() and not value[1:].islower() and not value.isupper()
    is_odd = has_case or _ODD.search(value) is not None
    return (is_odd and len(value) >= 5) or (link.startswith(":") and ends)


def _is_word(found: re.Match[str]) -> bool:
    """Tell the word from the end of another ("monkey", "hypotenuse is") that is spelled like it."""
    before = found.string[max(0, found.start() - 20) : found.start()]
    if found["word"].lower() in ("key", "code"):
        return _BEFORE_KEY.search(before) is not None
    return not before[-1:].isalnum() or _LONG_WORD.match(found["word"]) is not None


def _check_word(found: re.Match[str]) -> Span | None:
    if not _is_word(found):
        return None
    name = next(group for group in ("double", "single", "tick", "bare") if found[group] is not None)
    value = found[name]
    if name == "bare":
        value = value.rstrip(".,;:!?)]}\\'`") or value
    following = found.string[found.end(name) : found.end(name) + 1]
    ends = found["after"] is not None or (len(value) < len(found[name]) and not following.strip(" \t\n\r\"'`<"))
    min_digits = 3 if found["word"].lower().startswith("cv") else 4
    if not _is_secret(value, found["link"].lower(), is_quoted=name != "bare", ends=ends, min_digits=min_digits):
        return None
    return found.start(name), found.start(name) + len(value)


_IN_ADDRESS = verbose(rf"://(?P<value>[^\s/?\#\"'<>@{MASK}]{{1,64}}:[^\s/?\#\"'<>{MASK}]{{1,128}})@")

_PARAMETER = verbose(rf"[?&;\#](?P<name>[\w.\-\[\]]{{1,40}})=(?P<value>[^&\s\"'<>\#;{MASK}]{{4,4000}})")
_SECRET_NAMES = words(
    "key sig code session sid auth pin otp jwt apikey sessionid jsessionid phpsessid authkey accesskey magic"
)
_SECRET_PARTS = words(
    "token secret password passwd pwd pass signature session auth credential credentials jwt apikey nonce"
)
_SECRET_ENDS = tuple(words("token secret password passwd signature apikey api_key api-key access_key sig"))


def _check_parameter(found: re.Match[str]) -> Span | None:
    name, value = found["name"].lower(), found["value"]
    parts = frozenset(re.split(r"[_.\-\[\]]", name))
    if not (name in _SECRET_NAMES or parts & _SECRET_PARTS or name.endswith(_SECRET_ENDS)):
        return None
    # "?code=404" and "?code=0x80070057" are codes of errors; so is any number after "error?code=".
    is_number = re.fullmatch(r"\d{1,5}|0x[0-9a-f]{1,8}", value.lower())
    is_error_code = name == "code" and (is_number or found.string[: found.start()].lower().endswith("error"))
    return None if is_error_code else found.span("value")


def _check_authorization(found: re.Match[str]) -> Span | None:
    if found["cookie"] is not None:
        return found.span("cookie")
    has_shape = any(c.isdigit() for c in found["value"]) or len(found["value"]) >= 20
    return found.span("value") if has_shape else None


KEYS = (
    Kind("KEY", _PRIVATE_KEY, clues=("-----begin ",), is_anchored=True),
    Kind("KEY", _SHAPED, is_anchored=True, clues=(
        "akia", "asia", "agpa", "aida", "aroa", "anpa", "aipa", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
        "glpat-", "xox", "sk-", "sk_", "pk_", "rk_", "whsec_", "aiza", "ya29.", "hf_", "npm_", "sg.", "pypi-",
        "dop_v1_",
        "eyj",
    )),
    Kind("KEY", _PREFIXED, clues=("_",)),
    Kind("KEY", _IN_ADDRESS, clues=("://",), is_anchored=True),
    Kind("KEY", _AUTHORIZATION, _check_authorization, clues=("bearer", "authorization", "cookie"), is_anchored=True),
    Kind("KEY", _PARAMETER, _check_parameter, clues=("=",)),
    Kind("KEY", _BESIDE_WORD, _check_word, is_anchored=True, clues=(
        "pass", "pwd", "pw", "kennwort", "wachtwoord", "parola", "haslo", "hasło", "contrase", "clave", "mdp", "senha",
        "пароль", "密", "パスワード", "key", "code", "secret", "token", "session", "sessid", "otp", "cv", "pin",
        "credential",
    )),
)  # fmt: skip
