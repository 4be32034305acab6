"""Settings: the only reader of settings files and of the environment.

In goes `insight.toml` (and `INSIGHT_...` variables, which win); out comes one frozen `Settings`. Unknown keys are
refused with the nearest name that exists; secrets are never read from the file.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from insight.errors import ConfigError
from insight.records import FeedbackKind, RatingScale

Preset = Literal["zendesk", "google_play", "app_store", "reviews", "nps", "tickets"]
FileFormat = Literal["csv", "tsv", "json", "jsonl", "singer", "parquet"]

CONFIG_NAME = "insight.toml"
_SECRETS = ("pseudonym_key", "polish_key")
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class Part(BaseModel):
    """A table of the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class FieldMap(Part):
    """Which column (or dotted JSON path) of the source holds what. Unset keys keep the preset's choice."""

    id: str | None = Field(None, description="The row's own id. Without one, a row is known by its content.")
    title: str | None = Field(None, description="Title or subject.")
    text: str | tuple[str, ...] | None = Field(
        None, description="What the customer wrote; of several columns, each is a message of its own."
    )
    created_at: str | None = Field(None, description="When it was written.")
    updated_at: str | None = Field(None, description="When it last changed; the newest version wins.")
    customer: str | None = Field(None, description="The customer's id; stored as a keyed hash only.")
    customer_name: str | None = Field(None, description="The customer's name: redacted wherever it stands, never kept.")
    customer_email: str | None = Field(None, description="The customer's address: redacted, never kept.")
    account: str | None = Field(None, description="The account that the customer belongs to.")
    product: str | None = Field(None, description="Product.")
    version: str | None = Field(None, description="Version of the app or product.")
    device: str | None = Field(None, description="Device or platform.")
    country: str | None = Field(None, description="Country code.")
    language: str | None = Field(None, description="Language code or locale, as declared.")
    rating: str | None = Field(None, description="Stars, NPS answer or CSAT score.")
    tags: str | None = Field(None, description="Tags, a list or joined by `tag_separator`.")
    url: str | None = Field(None, description="Link to the feedback.")
    deleted: str | None = Field(None, description="True (or 'deleted') where the row says that the feedback is gone.")


class ReplyMap(Part):
    """A second file that holds the replies to a source's tickets, joined by the ticket's id."""

    path: str = Field(description="File, glob or folder, as in the source itself.")
    ticket: str = Field("ticket_id", description="Column with the ticket's id.")
    id: str = Field("id", description="Column with the reply's own id.")
    text: str = Field("content", description="Column with the reply's text.")
    created_at: str = Field("created", description="Column with its time.")
    author: str = Field("author", description="Column with its author's id.")
    author_role: str = Field("author_role", description="Column that says who wrote it.")
    customer_values: tuple[str, ...] = Field(
        ("customer", "requester", "end-user", "user"),
        description="Values of it that mean a customer; all else is an agent.",
    )


class CommentMap(Part):
    """A list inside each row that holds the rest of its talk: messages by the customer and by agents."""

    path: str = Field(description="Dotted path of the list; in each of its objects, the keys below are looked up.")
    text: str = Field("body", description="The message's text.")
    created_at: str = Field("created_at", description="Its time; the row's own where there is none.")
    author: str = Field("author_id", description="Its author's id; the row's customer is known by it.")
    author_role: str = Field("author_role", description="What says who wrote it.")
    customer_values: tuple[str, ...] = Field(
        ("customer", "requester", "end-user", "user", "contact", "lead", "visitor", "true"),
        description="Values of it that mean a customer; all else is an agent.",
    )


class SourceSettings(Part):
    """One place that feedback comes from: `[sources.NAME]`."""

    preset: Preset = Field(description="What the files look like; the field map starts from it.")
    path: str = Field(description="File, glob or folder, relative to the settings file.")
    feedback_kind: FeedbackKind | None = Field(None, description="Overrides the preset's kind of feedback.")
    format: FileFormat | None = Field(None, description="Format, where content and suffix do not tell.")
    stream: str | None = Field(None, description="Stream of a Singer file; needed where one holds several.")
    rows: str | None = Field(None, description="Key of the array with the rows in a JSON page, if no preset knows it.")
    encoding: str | None = Field(None, description="Encoding, where no byte order mark tells; else UTF-8.")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="Field separator of a CSV file.")
    timestamp_format: str | None = Field(
        None, description="How times are written: strptime codes, 'iso', 'epoch', 'epoch_ms' or 'rfc2822'."
    )
    timezone: str = Field("UTC", description="Zone of times that name none.")
    is_html: bool | None = Field(None, description="Whether texts are HTML; overrides the preset.")
    rating_scale: RatingScale | None = Field(None, description="Overrides the preset's scale.")
    tag_separator: str = Field(",", description="What stands between tags in one cell.")
    url_pattern: str | None = Field(None, description="Link to a feedback, with {id} where its id goes.")
    fields: FieldMap = Field(default_factory=FieldMap, description="Which column holds what.")
    constants: dict[str, str] = Field(
        default_factory=dict, description="Values that every row has: product, country, language, device, account."
    )
    comments: CommentMap | None = Field(None, description="The list in each row that holds further messages.")
    replies: ReplyMap | None = Field(None, description="A second file with the replies to these tickets.")

    @field_validator("timezone")
    @classmethod
    def zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # not known; no name at all; a folder of them
            # The list of all of them is read from disk, which takes longer than the rest of the settings.
            near = difflib.get_close_matches(name, available_timezones(), n=1)
            raise ValueError(f"no time zone '{name}'" + (f"; did you mean '{near[0]}'?" if near else "")) from None
        return name

    @field_validator("constants")
    @classmethod
    def constants_are_known(cls, constants: dict[str, str]) -> dict[str, str]:
        allowed = {"product", "country", "language", "device", "account", "version"}
        for name in constants:
            if name not in allowed:
                raise ValueError(f"no constant '{name}'; there are: {', '.join(sorted(allowed))}")
        return constants

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class BesideSettings(Part):
    """A file that stands beside the sources: no feedback, but what it is held against."""

    path: str = Field(description="File, relative to the settings file (CSV, TSV, JSONL or Parquet).")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="Field separator of a CSV file.")
    timestamp_format: str | None = Field(None, description="How dates are written, as in a source.")


class AccountsSettings(BesideSettings):
    """The accounts file: plan, revenue, currency and segment, each from a date on."""

    id: str = Field("account_id", description="Column with the account's id.")
    plan: str = Field("plan", description="Column with the plan.")
    revenue: str = Field("revenue", description="Column with the yearly revenue, a decimal number.")
    currency: str = Field("currency", description="Column with the currency of the revenue.")
    segment: str = Field("segment", description="Column with the segment.")
    valid_from: str = Field("valid_from", description="Column with the date from which the row holds.")


class ReleaseSettings(BesideSettings):
    """The releases file: which version came out when. Alerts name the release that they came with."""

    version: str = Field("version", description="Column with the version.")
    released_at: str = Field("released_on", description="Column with the date of the release.")
    notes: str = Field("notes", description="Column with what it changed; there need not be one.")


class ClusterSettings(Part):
    """A dask cluster that reads statements beside this machine (docs/scale.md)."""

    address: str = Field(description='Its scheduler: "tcp://host:8786". Needs the extra `cluster`.')
    folder: str = Field(
        "insight-data/chunks", description="Where finished chunks wait; this machine and all workers see it."
    )


class LimitSettings(Part):
    """Where reading stops: guards against broken and hostile input."""

    max_file_bytes: int = Field(4_000_000_000, gt=0, description="Largest file, unpacked.")
    max_unpack_ratio: int = Field(200, gt=1, description="Largest ratio of unpacked to packed size, past 16 MB.")
    max_rows: int = Field(20_000_000, gt=0, description="Most rows of one file.")
    max_row_bytes: int = Field(32_000_000, gt=0, description="Longest row.")
    max_archive_files: int = Field(10_000, gt=0, description="Most files in one archive.")
    max_json_depth: int = Field(200, gt=0, description="Deepest JSON.")
    quarantine_warn_share: float = Field(0.001, ge=0, le=1, description="Above this share of a load: exit code 2.")
    quarantine_fail_share: float = Field(
        0.05, ge=0, le=1, description="Above this share of a load: nothing is published."
    )
    lock_wait_seconds: float = Field(30, ge=0, description="How long a run waits for another one to end.")
    future_days: float = Field(1, ge=0, description="Times later than as_of by more days are flagged and not mined.")


class WarehouseSettings(Part):
    """DuckDB's share of the machine."""

    memory_limit: str = Field("1GB", description="Memory that DuckDB may use; beyond it, it spills to disk.")
    threads: int = Field(2, gt=0, description="Threads of DuckDB.")


class RedactionSettings(Part):
    """What counts as personal beside the built-in kinds."""

    extra_patterns: dict[str, str] = Field(
        default_factory=dict, description="Placeholder name to regular expression (RE2), such as TICKET_PIN = '\\d{6}'."
    )


class StatementSettings(Part):
    """How messages are read."""

    exemplars: str | None = Field(None, description="Your own example statements (TOML), added to the built-in ones.")
    learned: str = Field(
        "learned.toml", description="Examples that `insight learn` writes, in the same form; there need not be any."
    )
    max_characters: int = Field(20_000, gt=0, description="Characters of a message that are analysed; all are stored.")
    kind_floor: float = Field(0.5, ge=0, le=1, description="Confidence under which a statement counts as other.")


class ThemeSettings(Part):
    """How statements are grouped. There is no number of themes to set: it is found."""

    min_statements: int = Field(30, ge=2, description="Specific statements under which nothing is grouped.")
    discover_days: float = Field(
        7, ge=0, description="Days after which new themes, splits and merges are looked for again."
    )
    review_days: float = Field(
        7, ge=0, description="Days that a proposed theme, split or merge waits for an edit that speaks against it."
    )
    max_unclear_share: float = Field(
        0.6, ge=0, le=1, description="Share of unclear statements above which nothing is published."
    )


class IdeaSettings(Part):
    """How ideas are scored (docs/decisions.md); the formula is sql/staging/idea_scores.sql."""

    preset: Literal["weighted", "rice", "ice", "opportunity"] = Field("weighted", description="Which score.")
    weight_reach: float = Field(1.0, ge=0, description="Weight of reach.")
    weight_impact: float = Field(1.0, ge=0, description="Weight of impact.")
    weight_confidence: float = Field(1.0, ge=0, description="Weight of confidence.")
    weight_effort: float = Field(1.0, ge=0, description="Weight of effort, in rice and ice.")
    weight_severity: float = Field(0.5, ge=0, description="Weight of severity within impact.")
    weight_requests: float = Field(0.3, ge=0, description="Weight of explicit requests within impact.")
    weight_effect: float = Field(0.2, ge=0, description="Weight of the effect on scores within impact, where known.")


class PolishSettings(Part):
    """A language model that words names and titles better (docs/polish.md); none is asked without this table."""

    url: str = Field(
        description='Where it speaks OpenAI\'s chat completions: "http://127.0.0.1:11434/v1"; redacted quotes go there.'
    )
    model: str = Field(min_length=1, description="Name of the model there.")
    timeout_seconds: float = Field(60, gt=0, description="Seconds after which an answer is not waited for.")

    @field_validator("url")
    @classmethod
    def goes_to_nobody_else(cls, url: str) -> str:
        parts = urlsplit(url)
        is_here = parts.scheme == "http" and parts.hostname in _THIS_MACHINE
        if not parts.hostname or not (parts.scheme == "https" or is_here):
            raise ValueError("must be https, or http on this machine: customers' words go there")
        return url


class PublishSettings(Part):
    """What a snapshot holds and how many are kept."""

    keep: int = Field(10, ge=1, description="Snapshots kept.")
    min_people: int = Field(1, ge=1, description="Nothing about fewer people than this is shown.")
    csv: bool = Field(True, description="Write CSV beside Parquet.")
    top: int = Field(20, ge=1, description="Ideas in feature_ideas.md.")


class Settings(BaseSettings):
    """All settings of one project."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="INSIGHT_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    product: str = Field("product", description="Name of the product, for rows that name none.")
    currency: str = Field("EUR", pattern="^[A-Z]{3}$", description="Currency of all revenue; another one is refused.")
    data_dir: str = Field("insight-data", description="Where the work file, the cache and the snapshots live.")
    encoder: Literal["int8", "onnx"] = Field(
        "int8", description="How English is encoded: int8 arithmetic, or ONNX Runtime's float32 at half the speed."
    )
    encoder_path: str | None = Field(None, description="Local copy of model.onnx (same checksum), for 'onnx'.")
    taxonomy: str = Field(
        "taxonomy.yaml", description="The team's edits of the themes (docs/taxonomy.md); there need not be any."
    )
    decisions: str = Field(
        "decisions.yaml", description="What the team decided on its ideas (docs/decisions.md); there need not be any."
    )
    workers: int = Field(
        2, gt=0, description="Processes that redact, encode and judge beside each other; each takes about 0.5 GB."
    )
    cluster: ClusterSettings | None = Field(None, description="A cluster to encode and judge on; here where not set.")
    pseudonym_key: SecretStr | None = Field(
        None, description="Key of the pseudonyms; from INSIGHT_PSEUDONYM_KEY only. Else one is made in data_dir."
    )
    polish_key: SecretStr | None = Field(
        None, description="Key of that model's endpoint, where it asks for one; from INSIGHT_POLISH_KEY only."
    )
    sources: dict[str, SourceSettings] = Field(default_factory=dict, description="One table per source.")
    accounts: AccountsSettings | None = Field(None, description="The accounts file.")
    releases: ReleaseSettings | None = Field(None, description="The releases file.")
    limits: LimitSettings = Field(default_factory=LimitSettings)
    warehouse: WarehouseSettings = Field(default_factory=WarehouseSettings)
    redaction: RedactionSettings = Field(default_factory=RedactionSettings)
    statements: StatementSettings = Field(default_factory=StatementSettings)
    themes: ThemeSettings = Field(default_factory=ThemeSettings)
    ideas: IdeaSettings = Field(default_factory=IdeaSettings)
    polish: PolishSettings | None = Field(None, description="A language model that words names and titles; none asked.")
    publish: PublishSettings = Field(default_factory=PublishSettings)
    root: Path = Field(
        Path("."), exclude=True, description="Folder of the settings file; all paths are relative to it."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return env_settings, init_settings

    @field_validator("sources")
    @classmethod
    def names_are_plain(cls, sources: dict[str, SourceSettings]) -> dict[str, SourceSettings]:
        for name in sources:
            if not name.isidentifier() or not name.islower():
                raise ValueError(f"source name '{name}' must be lower-case letters, digits and underscores")
        return sources

    def at(self, path: str) -> Path:
        """Resolve a path of the settings file against its folder."""
        return self.root / Path(path).expanduser()

    @property
    def exemplar_files(self) -> tuple[Path, ...]:
        """The team's own examples, and then those that were learned, where there are any."""
        own = [self.at(self.statements.exemplars)] if self.statements.exemplars else []
        learned = self.at(self.statements.learned)
        return (*own, *([learned] if learned.exists() else []))

    @property
    def data(self) -> Path:
        return self.at(self.data_dir)


def load_settings(path: Path) -> Settings:
    """Read the settings file at `path`; raise ConfigError that names the key, the line's table and the nearest name."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist. Write one with: insight init FILE ...") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    for secret in _SECRETS:
        if secret in content:
            raise ConfigError(f"{path}: {secret} is a secret; set INSIGHT_{secret.upper()} in the environment instead")
    if "root" in content:
        raise ConfigError(f"{path}: unknown key 'root'")
    try:
        return Settings(**content, root=path.resolve().parent)
    except ValidationError as error:
        raise ConfigError(f"{path}: " + "; ".join(_explain(error))) from None


def _explain(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        where = ".".join(str(step) for step in problem["loc"])
        if problem["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(problem["loc"][-1]), _keys_at(problem["loc"][:-1]), n=1, cutoff=0.5)
            yield f"unknown key '{where}'" + (f"; did you mean '{near[0]}'?" if near else "")
        elif problem["type"] == "missing":
            yield f"key '{where}' is missing"
        else:
            yield f"key '{where}': {problem['msg'].removeprefix('Value error, ')}"


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """Names of the keys that the table at `location` may hold."""
    table: Any = Settings
    for step in location:
        fields: dict[str, Any] = getattr(table, "model_fields", {})
        annotation = fields[str(step)].annotation if step in fields else table
        options = [a for a in get_args(annotation) or (annotation,) if isinstance(a, type)]
        models = [a for a in options if issubclass(a, BaseModel)]
        table = models[0] if models else table
    return [name for name in table.model_fields if name not in ("root", *_SECRETS)]
