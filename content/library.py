"""Everything that is taught, read once at the start and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from content.faults import ContentFault
from content.figure import Figures, Scene
from content.figure_check import look_at_figures
from content.model import CountryLines, Pose, Programme, ScreeningGroup, Source, Topic
from content.phrases import Catalogue
from content.reading import Reader
from content.references import look_up

ENGLISH = "en"

CONTENT = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The content by id. Poses stand before their variations, `screening` in asking order.

    `lines` are by country (ISO 3166), `catalogues` by BCP 47 tag, `terms` by topic: what people
    call it, in every language at once.
    """

    poses: Mapping[str, Pose]
    figures: Mapping[str, Figures]
    programmes: Mapping[str, Programme]
    topics: Mapping[str, Topic]
    sources: Mapping[str, Source]
    lines: Mapping[str, CountryLines]
    screening: tuple[ScreeningGroup, ...]
    catalogues: Mapping[str, Catalogue]
    terms: Mapping[str, tuple[str, ...]]

    @staticmethod
    def load(root: Path | None = None) -> Library:
        """Read a content folder; the one beside this file, if none is given.

        Raises:
            ContentFault: naming every file that cannot be used and every id that leads nowhere.
        """
        reader = Reader(root or CONTENT)
        library = gather(reader)
        look_up(library, reader)
        look_at_figures(library, reader)
        if reader.faults:
            raise ContentFault(reader.faults)
        return library

    def pose(self, pose: str) -> Pose:
        """The pose of an id.

        Raises:
            KeyError: if there is none.
        """
        return self.poses[pose]

    def scenes(self, figure: str) -> tuple[Scene, ...]:
        """What a figure shows, by `pose.part.step`; nothing, if there is none by that name.

        One that is the same as another shows that one's.
        """
        drawn = self._drawn(figure)
        return self._drawn(drawn[0].same_as) if drawn and drawn[0].same_as else drawn

    def _drawn(self, figure: str) -> tuple[Scene, ...]:
        pose, part, step = figure.split(".")
        figures = self.figures.get(pose)
        rows = {"steps": figures.steps, "come_out": figures.come_out} if figures else {}
        return rows.get(part, {}).get(step, ())

    def catalogue(self, tag: str) -> Catalogue:
        """The nearest language: de-AT, else de, else English."""
        wanted = tag.replace("_", "-").casefold()
        by_tag = {known.casefold(): catalogue for known, catalogue in self.catalogues.items()}
        while wanted not in by_tag and "-" in wanted:
            wanted = wanted.rpartition("-")[0]
        return by_tag.get(wanted, self.catalogues[ENGLISH])


def gather(reader: Reader) -> Library:
    """Read what can be read below the reader's root; faults stay with the reader."""
    tags = sorted(
        {ENGLISH, *(path.name for path in reader.root.glob("locales/*") if path.is_dir())}
    )
    return Library(
        poses=_poses(reader),
        figures=MappingProxyType(reader.named("figures", Figures)),
        programmes=MappingProxyType(reader.named("programmes", Programme)),
        topics=_topics(reader),
        sources=MappingProxyType(reader.values("safety/sources.toml", Source, "")),
        lines=MappingProxyType(reader.values("safety/lines.toml", CountryLines, "country")),
        screening=_screening(reader),
        catalogues=_catalogues(reader, tags),
        terms=_terms(reader, tags),
    )


def _poses(reader: Reader) -> Mapping[str, Pose]:
    poses = reader.named("poses", Pose)
    ordered = sorted(poses.values(), key=lambda pose: (pose.variation_of is not None, pose.id))
    return MappingProxyType({pose.id: pose for pose in ordered})


def _topics(reader: Reader) -> Mapping[str, Topic]:
    topics: dict[str, Topic] = {}
    for file in reader.files("safety/topics/*.toml"):
        for name, topic in reader.values(file, Topic, "id").items():
            if name in topics:
                wrong = f"{name} stands in another file too."
                reader.fault(file, name, wrong, "Keep the one whose verdict holds.")
            if topic.verdict != file.rpartition("/")[2].removesuffix(".toml"):
                remedy = f"Move it to {topic.verdict}.toml, or correct the verdict."
                reader.fault(file, f"{name}.verdict", f"The verdict is {topic.verdict}.", remedy)
            topics[name] = topic
    return MappingProxyType(topics)


def _screening(reader: Reader) -> tuple[ScreeningGroup, ...]:
    file = "safety/screening.toml"
    groups = reader.values(file, ScreeningGroup, "id")
    return tuple(groups.values())


def _catalogues(reader: Reader, tags: list[str]) -> Mapping[str, Catalogue]:
    """Catalogues in an order in which each one's fallback is there before it."""
    found: dict[str, Catalogue] = {ENGLISH: Catalogue(ENGLISH, reader.words(ENGLISH))}
    for tag in sorted(tags, key=lambda tag: tag.count("-")):
        if tag == ENGLISH:
            continue
        parent = tag.rpartition("-")[0]
        while parent and parent not in found:
            parent = parent.rpartition("-")[0]
        try:
            found[tag] = Catalogue(tag, reader.words(tag), found[parent or ENGLISH])
        except ValueError as exc:
            remedy = "Name the folder by a BCP 47 tag, such as de or de-AT."
            reader.fault(f"locales/{tag}", "the folder", f"{exc}.", remedy)
    return MappingProxyType(found)


def _terms(reader: Reader, tags: list[str]) -> Mapping[str, tuple[str, ...]]:
    terms: dict[str, tuple[str, ...]] = {}
    for tag in tags:
        file = f"locales/{tag}/safety/terms.toml"
        if tag != ENGLISH and not (reader.root / file).exists():
            continue
        for topic, names in reader.table(file).items():
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                terms[topic] = (*terms.get(topic, ()), *names)
            else:
                reader.fault(file, topic, "These are no names.", 'Write a list: ["name", "name"].')
    return MappingProxyType(terms)
