"""Word lists that grammar and meaning share: what is generic, and so names nothing by itself.

Nothing comes in or goes out. A list grows when a statement of real customers shows a gap; none knows a product's name.
"""

from __future__ import annotations

PRONOUNS = words("pronouns")
TROUBLE_NOUNS = words("trouble_nouns")
OPTION_NOUNS = words("option_nouns")
GENERIC_NOUNS = words("generic_nouns")
GENERIC_VERBS = words("generic_verbs")
LIGHT_VERBS = words("light_verbs")
STOP_WORDS = words("stop_words")
# Complaint words that say how bad, not what: they need something beside them.
BARE_COMPLAINTS = words("bare_complaints")
# Symptoms that name a problem of their own: "keeps crashing" is a theme, "does not work" is none.
SYMPTOMS = words("symptoms")
