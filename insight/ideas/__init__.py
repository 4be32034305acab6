"""Ideas: from a theme's statements to what to add, fix, change or remove, worded as a person would.

In come themes with the voices of their statements; out go `Idea` records with the statements for and against each.
Titles are imperative and built from the grammar of the statements (subject, verb, object, condition), never from
keyword lists; where too few share a claim, the theme's own label is used. Pure: no clock, no chance, and voices
may come in any order.

`voices` and `pains` read what one voice says should change, `titles` chooses what most back, `sentences`, `usage` and
`english` know how words are written, `flaws` refuses what cannot stand, `problems` says who needs what because why.
"""

from insight.ideas.claims import Claim
from insight.ideas.english import gerund
from insight.ideas.finding import find_ideas
from insight.ideas.flaws import title_flaws
from insight.ideas.readings import Reading, read_voices
from insight.ideas.titles import Wording, word_title

__all__ = ["Claim", "Reading", "Wording", "find_ideas", "gerund", "read_voices", "title_flaws", "word_title"]
