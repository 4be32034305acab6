"""Identity: which idea of the last run each idea of this one continues, so that what people decided on it stays.

In go the statements behind each idea, now and in the last run; out come ids. An idea goes on under the id of the one
whose statements it shares most, where that is half of the smaller of the two. One that is new takes its own id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from insight.records import content_id

SHARED_FROM = 0.5  # of the statements of the smaller one


def keep_ids(
    seeds: Sequence[tuple[str, ...]], supporting: Sequence[Collection[str]], known: Mapping[str, Collection[str]]
) -> list[str]:
    """Give each idea its id: that of the known idea which it continues, or one of `seeds`, what makes it what it is.

    `supporting` are the statements behind each idea, `known` those behind each of the last run. Two ideas never share
    an id: of two that continue one, the one that shares more statements keeps it, and what was merged goes on under
    the id of the larger part.
    """
    before = {statement: idea for idea in sorted(known) for statement in known[idea]}
    shared = Counter(
        (place, before[one]) for place, statements in enumerate(supporting) for one in statements if one in before
    )
    ids: dict[int, str] = {}
    for (place, idea), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        is_free = place not in ids and idea not in ids.values()
        if is_free and count >= SHARED_FROM * min(len(supporting[place]), len(known[idea])):
            ids[place] = idea
    for place, seed in enumerate(seeds):
        if place not in ids:
            own = content_id("idea", *seed)
            ids[place] = own if own not in ids.values() else content_id("idea", *seed, *sorted(supporting[place])[:1])
    return [ids[place] for place in range(len(seeds))]
