"""The vectors that the stages share: one store for each encoder."""

from __future__ import annotations

from insight.runs import Session
from insight.vectors import VectorStore


def vector_stores(session: Session) -> tuple[VectorStore, VectorStore]:
    """The vectors of the English encoder, and of the one for many languages; both open only when needed."""
    from insight.encoder import MULTILINGUAL_NAME, english_name, open_encoder, open_multilingual

    settings = session.settings
    model = settings.at(settings.encoder_path) if settings.encoder_path else None
    return (
        VectorStore(
            session.warehouse,
            english_name(settings.encoder),
            lambda: open_encoder(settings.encoder, model),
            session.tell,
        ),
        VectorStore(session.warehouse, MULTILINGUAL_NAME, open_multilingual, session.tell),
    )
