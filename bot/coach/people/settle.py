"""Settling in: the time zone, the language, and what may be remembered about the body."""

from __future__ import annotations

from dataclasses import replace

from babel import Locale, UnknownLocaleError

from bot.coach.people.practitioner import Asking, Condition
from bot.coach.people.zones import is_zone, shown_zone, zone_named
from bot.coach.practice.naming import named
from bot.coach.reminders import days_said, manage, nights, remind, waiting
from bot.coach.safety.advice import KEPT_CATEGORIES, KEPT_VERDICTS
from bot.coach.safety.assessment import BodyRead
from bot.coach.talk.actions import AddCondition, Ask, DropCondition, PickZone, Speak
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Line, Style, choice, line, reply, say
from bot.coach.understanding.meaning import Intent, PlaceFound, PlaceRead, TimeFault, Wish
from bot.coach.understanding.places import read_place, zone_at
from bot.coach.visit import Visit
from content.phrases import Phrase, phrase

OTHERS_OFFERED = 4
LONGEST_FORGETTING = 12
"""Words in which something remembered is taken back, at most."""


async def timezone(visit: Visit, wish: Wish) -> Answer:
    """Set the zone of a place, or ask which is meant."""
    if wish.zone is not None and not wish.about:
        return await set_zone(visit, wish.zone)
    if not wish.about:
        return _which_place(visit, wish)
    return await at_place(visit, read_place(wish.about, locale=visit.person.tongue), wish)


async def at_place(visit: Visit, read: PlaceRead, wish: Wish | None = None) -> Answer:
    """Set the zone of what was found; an unclear place is asked about, with the readings."""
    wish = wish or Wish(intent=Intent.SET_TIMEZONE)
    if not read.found:
        _keep_asking(visit)
        page = reply(say("zone.unknown")).offering(waiting.zone_offers(visit))
        return answer(Intent.SET_TIMEZONE, page).read_as(wish, asked=True)
    if read.asks:
        _keep_asking(visit)
        page = reply(say("zone.which")).offering(*_places(read.found))
        return answer(Intent.SET_TIMEZONE, page).read_as(wish, asked=True)
    first, *others = read.found
    return await set_zone(visit, first.zone, first, tuple(others))


async def reminder_here(visit: Visit, wish: Wish) -> Answer:
    """Set a reminder; where the words say where the person is, by the evening there.

    Days without a time are of the reminder that there is, where the words say so.
    """
    timeless = wish.times is not None and wish.times.fault is TimeFault.NO_TIME
    there = await remind.active(visit)
    if timeless and there and days_said.said_of_it(visit):
        return await manage.change_one(visit, Wish(intent=Intent.CHANGE_REMINDER))
    said = wish.times.times if wish.times is not None else ()
    if any(manage.rings_at(one, said) and days_said.left_out_of(visit, one) for one in there):
        # "Not on Fridays at 22:00" is no second one beside that of 22:00.
        return await manage.change_one(visit, replace(wish, intent=Intent.CHANGE_REMINDER))
    place = read_place(wish.about, locale=visit.person.tongue) if wish.about else PlaceRead()
    can_ring = wish.times is not None and wish.times.fault is None
    if not place.found or not can_ring or visit.person.zone == place.found[0].zone:
        return await remind.set_reminder(visit, wish)
    waiting.ask_zone(visit, wish)
    return (await at_place(visit, place)).read_as(wish)


async def change_here(visit: Visit, wish: Wish) -> Answer:
    """Change a reminder; where the words say where the person is, by the evening there."""
    place = read_place(wish.about, locale=visit.person.tongue) if wish.about else PlaceRead()
    if not place.found or visit.person.zone == place.found[0].zone:
        return await manage.change_one(visit, wish)
    moved = await at_place(visit, place)
    if place.asks:
        return moved
    return (await manage.change_one(visit, wish)).after(*moved.pages)


async def set_zone(
    visit: Visit, zone: str, place: PlaceFound | None = None, others: tuple[PlaceFound, ...] = ()
) -> Answer:
    """The zone is known from now on: reminders move, and what waited for it goes on."""
    wish = Wish(intent=Intent.SET_TIMEZONE, zone=zone)
    if not is_zone(zone):
        return answer(Intent.SET_TIMEZONE, reply(say("stale.button")))
    asking = visit.open_question(Asking.ZONE)
    moves = zone != visit.person.zone
    visit.change(zone=zone, question=None if asking else visit.person.question)
    moved = await nights.move_all(visit) if moves else []
    page = reply(_set_to(visit, zone, place), *moved)
    page = page.offering(*_places(tuple(other for other in others if other.zone != zone)))
    if asking is not None and asking.kept["wish"] is not None:
        gone_on = await remind.set_reminder(
            visit,
            waiting.wish_in_zone(visit, asking.kept),
            in_place_of=asking.kept["in_place_of"],
        )
        return gone_on.after(page)
    onward = [choice(Ask("remind"), "do.remind"), choice(Ask("reminders"), "do.reminders")]
    return answer(Intent.SET_TIMEZONE, page.offering(onward)).read_as(wish)


def _set_to(visit: Visit, zone: str, place: PlaceFound | None) -> Line[Phrase]:
    clock = visit.now.astimezone(zone_named(zone)).time().replace(second=0, microsecond=0)
    name = place.name if place else zone.rpartition("/")[2].replace("_", " ")
    if zone.startswith("Etc/") or "/" not in zone:
        return say("zone.set_offset", zone=shown_zone(zone), at=clock)
    return say("zone.set", place=name, zone=shown_zone(zone), at=clock)


async def located(visit: Visit, latitude: float, longitude: float) -> Answer:
    """The zone of where the person is; the place itself is used once and not kept."""
    found = zone_at(latitude, longitude)
    if found is None:
        return answer(Intent.SET_TIMEZONE, reply(say("zone.nowhere")))
    return await set_zone(visit, found)


def _which_place(visit: Visit, wish: Wish) -> Answer:
    key = "zone.now_in" if visit.person.zone else "zone.ask"
    _keep_asking(visit)
    page = reply(say(key, zone=shown_zone(visit.person.zone or "")))
    page = page.offering(waiting.zone_offers(visit))
    return answer(Intent.SET_TIMEZONE, page).read_as(wish, needs="zone")


def _keep_asking(visit: Visit) -> None:
    """Ask on, with what waits for the answer if anything does."""
    asking = visit.open_question(Asking.ZONE)
    visit.ask(Asking.ZONE, **(asking.kept if asking else {"wish": None}))


def _places(found: tuple[PlaceFound, ...]) -> list[list[Choice[Phrase]]]:
    return [
        [
            choice(
                PickZone(place.zone),
                "zone.offer_place",
                place=place.name,
                zone=shown_zone(place.zone),
            )
        ]
        for place in found[:OTHERS_OFFERED]
    ]


def language(visit: Visit, tag: str | None) -> Answer:
    """Speak another language, if there is a catalogue for it; else say which there are."""
    known = tuple(visit.library.catalogues)
    if tag is None:
        offers = [choice(Speak(t), "settle.language_name", name=_endonym(t)) for t in known]
        return answer(Intent.SET_LANGUAGE, reply(say("settle.languages")).offering(offers))
    wish = Wish(intent=Intent.SET_LANGUAGE, language=tag)
    base = tag.replace("_", "-").split("-")[0].casefold()
    match = next((t for t in known if t.casefold() == tag.casefold() or t == base), None)
    if match is None:
        names = tuple(_endonym(t) for t in known)
        page = reply(say("settle.not_spoken", wanted=_endonym(tag), known=names))
        return answer(Intent.SET_LANGUAGE, page).read_as(wish)
    visit.change(language=match)
    page = reply(say("settle.spoken", name=_endonym(match)))
    return answer(Intent.SET_LANGUAGE, page).read_as(wish)


def _endonym(tag: str) -> str:
    try:
        name = Locale.parse(tag, sep="-" if "-" in tag else "_").get_display_name()
    except (UnknownLocaleError, ValueError):
        return tag
    return name or tag


async def conditions(visit: Visit) -> Answer:
    """What is remembered about the body: shown, each with a way to remove it."""
    kept = await visit.work.people.conditions(visit.person.id)
    add = choice(AddCondition("menu"), "settle.do.add")
    if not kept:
        key = "settle.none_of_these" if visit.person.well_since else "settle.no_conditions"
        return answer(Intent.SHOW_CONDITIONS, reply(say(key)).offering([add]))
    lines = [line(Style.HEADING, "settle.conditions")]
    rows: list[list[Choice[Phrase]]] = []
    for condition in kept:
        name = phrase(f"topic.{condition.topic}.name")
        key = "settle.condition_agreed" if condition.agreed_at else "settle.condition"
        lines.append(line(Style.ITEM, key, name=name))
        rows.append([choice(DropCondition(condition.topic), "settle.do.drop", name=name)])
    rows.append([add, choice(DropCondition("all"), "settle.do.clear")])
    return answer(Intent.SHOW_CONDITIONS, reply(*lines).offering(*rows))


async def add_condition(visit: Visit, topic_id: str) -> Answer:
    """Remember a topic; `menu` asks which, and then takes words."""
    if topic_id == "menu":
        visit.ask(Asking.CONDITION)
        return answer(Intent.SET_CONDITIONS, reply(say("settle.which_condition")))
    topic = visit.library.topics.get(topic_id)
    if topic is None or topic.category not in KEPT_CATEGORIES:
        return answer(Intent.SET_CONDITIONS, reply(say("stale.button")))
    await visit.work.people.remember(visit.person.id, Condition(topic=topic_id, since=visit.now))
    visit.change(well_since=None)
    page = reply(say("settle.remembered", name=phrase(f"topic.{topic_id}.name"))).offering(
        [choice(Ask("conditions"), "do.conditions"), choice(DropCondition(topic_id), "do.undo")]
    )
    return answer(Intent.SET_CONDITIONS, page)


async def conditions_said(visit: Visit, said: BodyRead) -> Answer | None:
    """Words about the body, said to be remembered; None if they name nothing that can be."""
    topics = [
        t
        for t in said.assessment.topics
        if visit.library.topics[t].category in KEPT_CATEGORIES
        and visit.library.topics[t].verdict in KEPT_VERDICTS
    ]
    if not topics:
        return None
    visit.close_question()
    answers = [await add_condition(visit, topic) for topic in topics]
    pages = tuple(page for one in answers for page in one.pages)
    return answer(Intent.SET_CONDITIONS, *pages)


async def set_conditions(visit: Visit, wish: Wish) -> Answer:
    """Words that say what to remember or to forget; without any the list is shown."""
    about = wish.about.strip()
    if named(visit, about, [("all", "settle.said.clear")], whole=True):
        return await drop_condition(visit, "all")
    if about:
        said = visit.tools.body.read(about, pose=None)
        if named(visit, about, [("one", "settle.said.drop")], most=LONGEST_FORGETTING):
            return await _drop_said(visit, said)
        if (kept := await conditions_said(visit, said)) is not None:
            return kept
    return await conditions(visit)


async def _drop_said(visit: Visit, said: BodyRead) -> Answer:
    """Forget what was named and is remembered; the list, if that is nothing."""
    kept = {condition.topic for condition in await visit.work.people.conditions(visit.person.id)}
    dropped = [await drop_condition(visit, t) for t in said.assessment.topics if t in kept]
    if not dropped:
        return await conditions(visit)
    pages = tuple(page for one in dropped for page in one.pages)
    return answer(Intent.SET_CONDITIONS, *pages)


async def drop_condition(visit: Visit, topic: str) -> Answer:
    """Remove one, or all, and the "none of these" with all."""
    everything = topic == "all"
    await visit.work.people.drop_conditions(visit.person.id, None if everything else [topic])
    if everything:
        visit.change(well_since=None)
        return answer(Intent.SET_CONDITIONS, reply(say("settle.cleared")))
    if topic not in visit.library.topics:
        return answer(Intent.SET_CONDITIONS, reply(say("stale.button")))
    name = phrase(f"topic.{topic}.name")
    page = reply(say("settle.dropped", name=name)).offering(
        [choice(Ask("conditions"), "do.conditions")]
    )
    return answer(Intent.SET_CONDITIONS, page)
