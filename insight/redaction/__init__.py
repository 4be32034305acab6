"""Redaction: personal data out, before anything is stored.

In comes a feedback as its source read it, or the bytes of a row that could not be used; out comes the same with
placeholders (`<EMAIL_1>`, `<PHONE_2>`, ...) where personal data stood, and pseudonyms where people's ids stood. Within
one feedback the same value has the same placeholder. Redacted text is a fixed point. Names of others than
the requester are beyond patterns and remain; street addresses are found as far as patterns can tell them.

It refuses an empty key and extra patterns that are not regular expressions (ConfigError). No clock, no files.
"""

from insight.redaction.redactor import Redactor

__all__ = ["Redactor"]
