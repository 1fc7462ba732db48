"""How does packs/work come from the files of others: codes, weights, scores, and groups of tasks of our own?

`python -m tools.make_work FOLDER [OUT]` reads the folder's five tables and writes four files; the same input gives
the same bytes. The wording of tasks is read to put each into a group (tools/work_groups.yaml), and is not kept.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from rapidfuzz import fuzz

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "src/opencaio/packs/work"
RULES = HERE / "work_groups.yaml"
SOURCES = {
    "exposure": "Eloundou et al., GPTs are GPTs (2023), labels by people and by GPT-4; openai/GPTs-are-GPTs, MIT",
    "occupations": "O*NET database, US Department of Labor, CC BY 4.0: codes, titles, which tasks are core",
    "observed": "Anthropic Economic Index, first release (February 2025), CC BY 4.0: share of conversations by task",
    "wages": "US Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2025, public domain",
    "crosswalk": "Nesta crosswalk of ESCO and O*NET (2021), MIT; ESCO classification of the European Commission",
}
VERB, THING, STRONG = "verbs", "things", "strong"
FIRST, SECOND, THING_WORTH, STRONG_WORTH, FADE, ENOUGH = 2.0, 0.75, 1.6, 3.2, 0.6, 2.75
COUNTED = {VERB: 5, THING: 3, STRONG: 2}
MOST = {VERB: 3.0, THING: 9.0, STRONG: 9.0}
NEAR_TITLE = 80.0
MOVED = {
    "13-1199.01": "47-4011.01",
    "13-2021.01": "13-2023.00",
    "13-2021.02": "13-2023.00",
    "15-1132.00": "15-1252.00",
    "15-1133.00": "15-1252.00",
    "15-1199.04": "15-1299.02",
    "15-1199.10": "13-1161.01",
    "19-4041.01": "19-4043.00",
    "25-4021.00": "25-4022.00",
    "25-9041.00": "25-9042.00",
    "27-3022.00": "27-3023.00",
    "29-1062.00": "29-1215.00",
    "29-2054.00": "29-1126.00",
    "29-9011.00": "19-5011.00",
    "29-9012.00": "19-5012.00",
    "39-1011.00": "39-1013.00",
    "39-9021.00": "31-1122.00",
    "43-5081.01": "53-7065.00",
    "43-5081.03": "53-7065.00",
    "45-3011.00": "45-3031.00",
    "45-3021.00": "45-3031.00",
    "47-5042.00": "47-5041.00",
    "51-4011.00": "51-9161.00",
    "51-4012.00": "51-9162.00",
    "51-9122.00": "51-9124.00",
    "51-9199.01": "53-7062.04",
    "53-7032.00": "47-5022.00",
}
"""Occupations that SOC 2018 counts in another group than SOC 2010 did, or under another name."""


def main(folder: Path, out: Path = OUT) -> None:
    """Write the four files of the pack."""
    tasks = rows_of(folder / "onet_task_exposure.csv")
    wages = {row["soc"]: row for row in rows_of(folder / "us_wages_2025.csv")}
    titles = {row["O*NET-SOC Code"]: row["Title"] for row in rows_of(folder / "occupation_exposure.csv")}
    crosswalk = list(crossed(rows_of(folder / "esco_onet_crosswalk.csv"), titles))
    isco = defaultdict(set)
    for row in crosswalk:
        isco[row["occupation"]].add(row["isco"])
    write(out / "crosswalk.csv", crosswalk)
    write(out / "occupations.csv", occupations(titles, wages, isco))
    write(out / "tasks.csv", labelled(tasks, rows_of(folder / "aei_task_usage_2025_02.csv")))
    (out / "groups.yaml").write_text(groups_text(), encoding="utf-8")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file in UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Rows as CSV with line feeds, in the order in which they come."""
    kept = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(kept[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def occupations(
    titles: Mapping[str, str], wages: Mapping[str, Mapping[str, str]], isco: Mapping[str, set[str]]
) -> Iterator[dict[str, str]]:
    """One line an occupation of O*NET, with the wages of its SOC code or, where they are not published, of the next
    broader one (`wage_soc` says which)."""
    for code in sorted(titles):
        soc = code[:7]
        wage_soc = next((one for one in (soc, f"{soc[:6]}0", f"{soc[:4]}000") if one in wages), "")
        wage = wages.get(wage_soc, {})
        yield {
            "code": code,
            "soc": soc,
            "title": titles[code],
            "isco": " ".join(sorted(isco.get(code, ()))),
            "wage_soc": wage_soc,
            "employment": number(wage.get("employment", "")),
            **{key: number(wage.get(f"annual_{key}{'_usd' if key == 'mean' else ''}", "")) for key in WAGES},
        }


WAGES = ("mean", "median", "p10", "p90")


def number(text: str) -> str:
    """Digits only: `*` (not published) and `#` (top-coded) become nothing."""
    return text if text.replace(".", "", 1).isdigit() else ""


def crossed(rows: Iterable[Mapping[str, str]], titles: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """ESCO and ISCO to our occupations: the crosswalk's older codes go to what took their place, with half the
    confidence."""
    for row in sorted(rows, key=lambda one: (one["isco_code"], one["esco_occupation"], one["concept_uri"])):
        code, factor = row["onet_code"], 1.0
        if code not in titles:
            code, factor = successor(row["onet_occupation"], code, titles), 0.5
        if code:
            yield {
                "isco": row["isco_code"],
                "esco": row["concept_uri"].rsplit("/", 1)[-1],
                "name": row["esco_occupation"],
                "occupation": code,
                "confidence": f"{float(row['confidence']) / 2 * factor:.3g}",
            }


def successor(title: str, code: str, titles: Mapping[str, str]) -> str:
    """What an older code became: what we know it moved to, else the nearest title of its own
    SOC code, else that code as a whole (accountants went up in `13-2011.00`), else the nearest of its major group."""
    if MOVED.get(code) in titles:
        return MOVED[code]
    near = nearest_title(title, code, titles)
    whole = f"{code[:7]}.00"
    return whole if whole in titles and near[:7] != code[:7] else near


def nearest_title(title: str, code: str, titles: Mapping[str, str]) -> str:
    """The occupation of the same major group whose title is nearest, if it is near."""
    scored = [
        (round(fuzz.token_sort_ratio(title.lower(), name.lower()), 3) + (5 if one[:6] == code[:6] else 0), one)
        for one, name in titles.items()
        if one[:2] == code[:2]
    ]
    best = max(scored, key=lambda pair: (pair[0], pair[1]), default=(0, ""))
    return best[1] if best[0] >= NEAR_TITLE else ""


def labelled(tasks: Iterable[Mapping[str, str]], usage: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """One line a task: no wording, but what is known of it. Tasks of the same wording share what was observed."""
    kept = list(tasks)
    same = Counter(plain(row["task"]) for row in kept)
    seen = {plain(row["task_name"]): float(row["pct"]) for row in usage}
    rules = read_rules()
    for row in sorted(kept, key=lambda one: (one["onet_soc"], float(one["task_id"]))):
        wording = plain(row["task"])
        observed = seen.get(wording, 0.0) / same[wording]
        yield {
            "task": f"{float(row['task_id']):.0f}",
            "occupation": row["onet_soc"],
            "weight": "2" if row["task_type"] == "Core" else "1",
            "human": row["human"],
            "gpt4": row["gpt4"],
            "automation": row["gpt4_automation"],
            "observed": f"{observed:.3g}" if observed else "",
            "group": group_of(wording, rules),
        }


def plain(text: str) -> str:
    """A wording without capitals and spaces around it, by which tables are joined."""
    return " ".join(text.lower().split())


def read_rules(path: Path = RULES) -> "Rules":
    """The words of every group, laid out for finding."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    stems: dict[str, list[Stem]] = defaultdict(list)
    for place, one in enumerate(raw):
        for kind in (VERB, THING, STRONG):
            for word in map(str, one[kind]):
                stem = Stem(place, kind, word.lower())
                stems[stem.key].append(stem)
    return Rules(tuple(one["id"] for one in raw), dict(stems))


@dataclass(frozen=True, slots=True)
class Stem:
    """The beginning of a word (with `$` the whole word), or several words, that speak for a group."""

    group: int
    kind: str
    words: str

    @property
    def key(self) -> str:
        """What to look under: the beginning of its first word, or that word with `$` where it must be whole."""
        first, more, _ = self.words.partition(" ")
        return f"{first}$" if more else first

    def stands(self, text: str) -> bool:
        """Does the text begin with it?"""
        return not self.words.count(" ") or f"{text} ".startswith(self.words.replace("$", " "))


@dataclass(frozen=True, slots=True)
class Rules:
    """The names of the groups, and the stems by which a task is put into one."""

    groups: tuple[str, ...]
    stems: Mapping[str, list[Stem]]


def group_of(wording: str, rules: Rules) -> str:
    """The group with the highest score, the first of equals; `other` where none is plain."""
    words = re.findall(r"[a-z0-9-]+", wording)
    text = " ".join(words)
    found: dict[tuple[int, str], dict[str, float]] = defaultdict(dict)
    at = 0
    for place, word in enumerate(words):
        for stem in standing(text[at:], word, rules):
            worth = worth_of(stem, place, at / (len(text) + 2))
            found[stem.group, stem.kind].setdefault(stem.words, worth)
        at += len(word) + 1
    scores: dict[int, float] = defaultdict(float)
    for (group, kind), worths in found.items():
        scores[group] += min(MOST[kind], sum(sorted(worths.values(), reverse=True)[: COUNTED[kind]]))
    best = max(scores, key=lambda one: (round(scores[one], 6), -one), default=-1)
    return rules.groups[best] if best >= 0 and scores[best] > ENOUGH else "other"


def standing(rest: str, word: str, rules: Rules) -> Iterator[Stem]:
    """The stems that begin with this word and stand here."""
    for key in (f"{word}$", *(word[:end] for end in range(1, len(word) + 1))):
        yield from (one for one in rules.stems.get(key, ()) if one.stands(rest))


def worth_of(stem: Stem, place: int, depth: float) -> float:
    """Verbs count at the start; things and strong words the more, the earlier they stand."""
    if stem.kind == VERB:
        return 0.0 if place > 4 else FIRST if place == 0 else SECOND
    return (THING_WORTH if stem.kind == THING else STRONG_WORTH) * (1 - FADE * depth)


def groups_text() -> str:
    """The groups as the pack keeps them: without the words by which we sorted."""
    raw = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    kept = [{key: one[key] for key in ("id", "name", "about", "uses", "words", "technique", "asks")} for one in raw]
    head = {"id": "work-groups", "title": "Groups of tasks", "version": "1", "sources": SOURCES, "groups": kept}
    return yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=118)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
