"""Who speaks in the sample: made-up accounts with their history, and the people in them.

In goes a chance; out come frozen records. Names are common ones, put together at random, and none of them is a word
that the phrases use; addresses end in domains that are reserved for examples.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

PLANS = ("solo", "team", "business", "enterprise")
SEGMENTS = {"solo": "freelancer", "team": "small", "business": "mid", "enterprise": "large"}
_REVENUE = {"solo": (96, 180), "team": (480, 2_400), "business": (3_000, 18_000), "enterprise": (25_000, 180_000)}

_FIRST = {
    "en": "Alice Amelia Anders Aisha Benjamin Bridget Callum Carmen Charlotte Chidi Daniel Deepa Derek Diana "
    "Edward Eleanor Emeka Fatima Fiona Gareth Gemma Hannah Harriet Imran Ingrid Isabella Jasper Joanna "
    "Kareem Katherine Keiko Kevin Laura Leila Liam Malcolm Margaret Mateus Megan Miriam Nadia Natalie "
    "Nikhil Olivia Omar Oscar Patricia Priya Rachel Rebecca Rohan Samantha Sanjay Sophie Stefan Tamara "
    "Theodore Thomas Valerie Victor Wendy Xavier Yasmin Yusuf Zachary",
    "es": "Alejandra Beatriz Cristina Fernando Guillermo Ignacio Javier Lucía Mónica Raúl Sofía Teresa",
    "de": "Annette Bernd Dieter Friederike Gudrun Holger Jürgen Katrin Lieselotte Matthias Sabine Wolfgang",
    "fr": "Amélie Baptiste Chantal Delphine Étienne Françoise Guillaume Jérôme Laurence Mathilde Sylvie Thierry",
    "pt": "Adriana Bruno Conceição Eduardo Fabiana Gonçalo Henrique Joana Luciana Marcelo Rodrigo Tatiana",
}
_LAST = {
    "en": "Abernathy Adeyemi Ainsworth Bakshi Barnaby Bergstrom Brannigan Calloway Chaudhry Cunningham Dalgaard "
    "Donnelly Eriksen Fairclough Fitzgerald Gallagher Gupta Hadley Hargreaves Hendricks Ibrahim Jankowski "
    "Jennings Kavanagh Kowalski Lindqvist Llewellyn MacAllister Mbeki McAlister Nakamura Nwosu O'Connor "
    "O'Sullivan Okafor Patel Pemberton Petrov Quigley Rasmussen Rothwell Sandoval Shapiro Siddiqui "
    "Sorensen Tanaka Thackeray Underhill Vasquez Venkataraman Wadsworth Whitaker Winslow Yamamoto "
    "Zielinski",
    "es": "Álvarez Domínguez Echeverría Gutiérrez Hernández Iglesias Muñoz Quiroga Sepúlveda Zapatero",
    "de": "Brinkmann Dörfler Eichinger Grünwald Hoffmann Kröger Lindemann Niedermeyer Schröder Zimmermann",
    "fr": "Beaumont Chevalier Desrosiers Fournier Lefebvre Marchand Perrault Rousseau Thibault Vasseur",
    "pt": "Albuquerque Barbosa Cavalcanti Figueiredo Guimarães Magalhães Nogueira Pacheco Siqueira Teixeira",
}
_COUNTRIES = {
    "en": "US US US US GB GB GB CA AU IE NL SE IN",
    "es": "ES ES MX AR",
    "de": "DE DE AT CH",
    "fr": "FR FR BE CA",
    "pt": "BR BR PT",
}
_DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.org", "studio.example.net")


@dataclass(frozen=True, slots=True)
class AccountState:
    """What an account was from a day on. `revenue` is yearly, whole euros."""

    valid_from: datetime
    plan: str
    revenue: int

    @property
    def segment(self) -> str:
        return SEGMENTS[self.plan]


@dataclass(frozen=True, slots=True)
class PlantedAccount:
    account_id: int
    states: tuple[AccountState, ...]  # oldest first
    is_listed: bool  # stands in the accounts file

    def at(self, moment: datetime) -> AccountState:
        """Return the state that held at the moment."""
        return [state for state in self.states if state.valid_from <= moment][-1]


@dataclass(frozen=True, slots=True)
class Person:
    person_id: int
    first_name: str
    last_name: str
    email: str
    language: str
    country: str
    account: PlantedAccount | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Crowd:
    """All people by language, and all accounts. People early in a tuple write more often."""

    people: dict[str, tuple[Person, ...]]
    accounts: tuple[PlantedAccount, ...]
    loud: Person  # the one customer who writes again and again

    def draw(self, rng: Random, language: str, plans: tuple[str, ...] = ()) -> Person:
        """Draw who speaks; with `plans`, mostly someone of such a plan."""
        people = self.people[language]
        person = people[int(len(people) * rng.random() ** 1.4)]
        if plans and rng.random() < 0.8:
            for _ in range(40):
                if person.account and person.account.states[0].plan in plans:
                    break
                person = rng.choice(people)
        return person


def make_crowd(rng: Random, *, scale: float = 1.0) -> Crowd:
    """Make the accounts and people of the sample."""
    accounts = tuple(_make_account(rng, 7_200_000 + 13 * n) for n in range(max(40, round(800 * scale))))
    # The loud customer's account is listed and pays enough to be heard.
    house = PlantedAccount(7_199_987, (AccountState(datetime(2024, 3, 1, tzinfo=UTC), "business", 9_600),), True)
    loud = Person(360_999_000_001, "Reginald", "Featherstonehaugh", "reginald.f@mail.example.com", "en", "GB", house)
    sizes = {
        "en": max(150, round(2_400 * scale)),
        **{language: max(15, round(110 * scale)) for language in ("es", "de", "fr", "pt")},
    }
    people: dict[str, tuple[Person, ...]] = {}
    next_id = 361_000_000_003
    for language, size in sizes.items():
        people[language] = tuple(_make_person(rng, next_id + 17 * n, language, accounts) for n in range(size))
        next_id += 17 * size
    return Crowd(people, (house, *accounts), loud)


def _make_account(rng: Random, account_id: int) -> PlantedAccount:
    plan = rng.choices(PLANS, (30, 42, 22, 6))[0]
    begun = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=rng.randrange(1_050))
    states = [AccountState(begun, plan, _draw_revenue(rng, plan))]
    if rng.random() < 0.2:
        moved = min(3, max(0, PLANS.index(plan) + rng.choice((1, 1, 1, -1))))
        changed = datetime(2026, 1, 20, tzinfo=UTC) + timedelta(days=rng.randrange(140))
        states.append(AccountState(changed, PLANS[moved], _draw_revenue(rng, PLANS[moved])))
    return PlantedAccount(account_id, tuple(states), rng.random() < 0.97)


def _draw_revenue(rng: Random, plan: str) -> int:
    low, high = _REVENUE[plan]
    return low + 12 * int((high - low) // 12 * rng.random() ** 2)


def _make_person(rng: Random, person_id: int, language: str, accounts: tuple[PlantedAccount, ...]) -> Person:
    first = rng.choice(_FIRST[language].split())
    last = rng.choice(_LAST[language].split())
    plain = unicodedata.normalize("NFKD", f"{first}|{last}").encode("ascii", "ignore").decode().lower().replace("'", "")
    given, family = plain.split("|")
    shape = rng.choice(("{0}.{1}{2}", "{0}{2}", "{0[0]}{1}{2}", "{1}.{0}{2}", "{0}_{1}{2}", "{0}.{1}+harbor{2}"))
    email = f"{shape.format(given, family, person_id % 9973)}@{rng.choice(_DOMAINS)}"
    account = rng.choice(accounts) if rng.random() < 0.7 else None
    return Person(person_id, first, last, email, language, rng.choice(_COUNTRIES[language].split()), account)
