-- One row per text and encoder whose vector was told from its words (see insight/distilled.py) and not encoded: in large
-- corpora only. A vector in mined.vectors goes before it.
create table if not exists mined.told_vectors (
    text_hash varchar not null,
    encoder varchar not null,
    vector float[] not null
)
