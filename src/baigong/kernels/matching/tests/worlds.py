"""Random small worlds, and a second writing of the hard conditions that shares nothing with the kernel."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from baigong.kernels.matching import CommuteTable, LawfulAge, Seeker, Vacancy, Weights

ON = date(2021, 5, 12)
COMMUTE = CommuteTable({("a", "b"): 20, ("b", "c"): 60, ("a", "d"): 61, ("d", "c"): 45}, {"a": "r", "e": "r"})
CODES = [
    "6-18-02-04",
    "6-18-02-05",
    "6-18-03-01",
    "6-18-02",
    "6-18",
    "6-20-01-01",
    "6",
    "4-02-01-01",
    "4-02",
    "4",
]
PLACES = ["1/1/", "1/1/2/", "1/10/", "1/2/3/", ""]
AREAS = ["a", "b", "c", "d", "e", ""]
SHIFTS = ["day", "two", "night"]
FORMS = ["labour", "dispatch"]
PAYS = [300_000, 400_000, 420_000, 500_000, 525_000, 525_001, 600_000, 777_777]

pay = st.none() | st.sampled_from(PAYS)
levels = st.none() | st.integers(0, 7)


@st.composite
def pay_bounds(draw: st.DrawFn) -> tuple[int | None, int | None]:
    low, high = draw(pay), draw(pay)
    return (high, low) if low is not None and high is not None and low > high else (low, high)


ages = st.none() | st.builds(
    LawfulAge,
    minimum=st.none() | st.integers(16, 20),
    maximum=st.none() | st.integers(30, 60),
    basis=st.just("矿山安全法"),
)


def seekers(key: int) -> st.SearchStrategy[Seeker]:
    return st.builds(
        Seeker,
        id=st.just(f"s{key}"),
        occupations=st.lists(st.sampled_from(CODES), max_size=3).map(tuple),
        place_path=st.sampled_from(PLACES),
        area=st.sampled_from(AREAS),
        wish_places=st.lists(st.sampled_from(PLACES), max_size=2).map(tuple),
        pay_from_fen=pay,
        pay_to_fen=st.sampled_from([None, 777_777]),
        education_rank=levels,
        skill_level=levels,
        certificates=st.none() | st.frozensets(st.sampled_from("xyz")),
        certificates_checked=st.frozensets(st.sampled_from("xyz"), max_size=2),
        certificates_declared=st.frozensets(st.sampled_from("xyz"), max_size=2),
        is_priority=st.booleans(),
        birth_year=st.none() | st.integers(1955, 2006),
        shifts=st.frozensets(st.sampled_from(SHIFTS)),
        contract_forms=st.frozensets(st.sampled_from(FORMS)),
        wants_lodging=st.sampled_from([None, True, False]),
        experience_years=st.none() | st.integers(0, 12),
    )


@st.composite
def vacancies(draw: st.DrawFn, key: int) -> Vacancy:
    low, high = draw(pay_bounds())
    return Vacancy(
        id=f"v{key}",
        occupations=tuple(draw(st.lists(st.sampled_from(CODES), max_size=2))),
        place_path=draw(st.sampled_from(PLACES)),
        area=draw(st.sampled_from(AREAS)),
        pay_from_fen=low,
        pay_to_fen=high,
        education_rank=draw(levels),
        skill_level=draw(levels),
        certificates=draw(st.frozensets(st.sampled_from("xyz"), max_size=1)),
        shift=draw(st.none() | st.sampled_from(SHIFTS)),
        contract_form=draw(st.none() | st.sampled_from(FORMS)),
        has_lodging=draw(st.booleans()),
        lawful_age=draw(ages),
        experience_years=draw(st.none() | st.integers(0, 5)),
        priority=draw(st.integers(0, 100)),
        tier=draw(st.none() | st.integers(1, 4)),
        is_key_firm=draw(st.booleans()),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Seeker], list[Vacancy]]:
    # Keys out of order and of unequal length, so that "v10" < "v9" is exercised.
    people = draw(st.lists(st.integers(0, 120), max_size=9, unique=True))
    posts = draw(st.lists(st.integers(0, 120), max_size=7, unique=True))
    return [draw(seekers(key)) for key in people], [draw(vacancies(key)) for key in posts]


weights = st.builds(
    Weights,
    occupation=st.integers(0, 60),
    pay=st.integers(0, 33),
    pay_tolerance_percent=st.sampled_from([0, 5, 20]),
    education_tolerance=st.integers(0, 2),
    skill_tolerance=st.integers(0, 2),
    certificate=st.integers(0, 20),
    certificate_declared_percent=st.sampled_from([0, 60, 100]),
    second_tier_percent=st.sampled_from([0, 50]),
    key_firm_percent=st.sampled_from([0, 50, 100]),
    priority_person_percent=st.sampled_from([0, 40, 100]),
    wish_order_step_percent=st.sampled_from([0, 10, 60]),
    same_middle_percent=st.sampled_from([0, 50]),
    covering_major_percent=st.sampled_from([0, 70]),
    commute_easy_minutes=st.sampled_from([0, 20, 60]),
    outside_wish_percent=st.sampled_from([0, 60]),
    unknown_fails=st.lists(
        st.sampled_from(["place", "occupation", "pay", "skill", "certificate", "shift", "age"]), max_size=2
    ).map(tuple),
)


weights_by_place = st.fixed_dictionaries({path: weights for path in PLACES})
"""Plans that differ from place to place."""


def lawful_to_introduce(seeker: Seeker, vacancy: Vacancy, rules: Weights) -> bool:
    """The hard conditions again, written from SPECIFICATION.md with plain sets and comparisons."""
    strict = rules.unknown_fails
    checks = [
        _reached(seeker, vacancy, rules),
        _compatible(seeker, vacancy, rules),
        (seeker.pay_from_fen is not None or "pay" not in strict or _silent(vacancy))
        and (
            seeker.pay_from_fen is None
            or vacancy.pay_to_fen is None
            or seeker.pay_from_fen * 100 <= vacancy.pay_to_fen * (100 + rules.pay_tolerance_percent)
        ),
        _enough(seeker.education_rank, vacancy.education_rank, rules.education_tolerance, True),
        _enough(seeker.skill_level, vacancy.skill_level, rules.skill_tolerance, "skill" not in strict),
        _holds_what_is_asked(seeker, vacancy, "certificate" not in strict),
        vacancy.shift is None or (vacancy.shift in seeker.shifts if seeker.shifts else "shift" not in strict),
        vacancy.contract_form is None
        or not seeker.contract_forms
        or vacancy.contract_form in seeker.contract_forms,
        _of_lawful_age(seeker, vacancy, "age" not in strict),
    ]
    return all(checks)


def _holds_what_is_asked(seeker: Seeker, vacancy: Vacancy, lenient: bool) -> bool:
    said = seeker.certificates_checked | seeker.certificates_declared
    for asked in vacancy.certificates:
        if asked in said or (seeker.certificates is not None and asked in seeker.certificates):
            continue
        if seeker.certificates is not None or not lenient:
            return False
    return True


def _silent(vacancy: Vacancy) -> bool:
    return vacancy.pay_from_fen is None and vacancy.pay_to_fen is None


def _enough(has: int | None, asks: int | None, tolerance: int, lenient: bool) -> bool:
    if asks is None:
        return True
    return lenient if has is None else has >= asks - tolerance


def _reached(seeker: Seeker, vacancy: Vacancy, rules: Weights) -> bool:
    if any(wish and vacancy.place_path[: len(wish)] == wish for wish in seeker.wish_places):
        return True
    if seeker.wants_lodging is True and vacancy.has_lodging:
        return True
    minutes = COMMUTE.between(seeker.area, vacancy.area)
    if minutes is not None and minutes <= rules.commute_limit_minutes:
        return True
    if not seeker.area and not seeker.wish_places:
        return "place" not in rules.unknown_fails
    return vacancy.area == ""


def _compatible(seeker: Seeker, vacancy: Vacancy, rules: Weights) -> bool:
    if not vacancy.occupations:
        return True
    if not seeker.occupations:
        return "occupation" not in rules.unknown_fails
    return any(_related(w, c, rules) for w in seeker.occupations for c in vacancy.occupations)


def _related(wish: str, code: str, rules: Weights) -> bool:
    short, long = sorted((wish, code), key=len)
    if wish == code:
        return True
    if f"{long}-".startswith(f"{short}-"):
        return "-" in short or rules.covering_major_percent > 0
    if wish.count("-") >= 2 and code.count("-") >= 2 and wish[:7] == code[:7]:
        return True
    return "-" in wish and "-" in code and wish[:4] == code[:4] and rules.same_middle_percent > 0


def _of_lawful_age(seeker: Seeker, vacancy: Vacancy, lenient: bool) -> bool:
    limit = vacancy.lawful_age
    if limit is None:
        return True
    if seeker.birth_year is None:
        return lenient
    possible = {ON.year - seeker.birth_year, ON.year - seeker.birth_year - 1}
    return any((limit.minimum or 0) <= age <= (limit.maximum or 999) for age in possible)
