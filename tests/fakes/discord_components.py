"""Discord's rules for buttons, menus, layouts and forms (page "Component Reference").

Components come in two kinds. Legacy ones are rows under a message's text: five rows, five buttons
a row. With the flag IS_COMPONENTS_V2 the message is nothing but components: forty of them, four
thousand characters of text, and neither `content` nor `embeds`.
"""

from collections.abc import Collection, Iterator
from typing import Any

from tests.fakes.discord_wire import REQUIRED, Form, Json, Place

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
LINK_STYLE, PREMIUM_STYLE = 5, 6

MOST_COMPONENTS = 40
MOST_TEXT = 4000

# Which components may stand directly inside which; the message itself is None.
LAYOUT: dict[int | None, tuple[int, ...]] = {
    None: (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER),
    CONTAINER: (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR),
    SECTION: (TEXT,),
    ROW: (BUTTON, *SELECTS),
}


def walk(components: object, at: Place = ("components",)) -> Iterator[tuple[Place, Json]]:
    """Give every component with its place, outer ones first."""
    if not isinstance(components, list):
        return
    for index, component in enumerate(components):
        if not isinstance(component, dict):
            continue
        here = (*at, index)
        yield here, component
        yield from walk(component.get("components"), (*here, "components"))
        for single in ("accessory", "component"):
            inner = component.get(single)
            if isinstance(inner, dict):
                yield (*here, single), inner


def check_legacy(form: Form, components: object, at: Place) -> None:
    """Check rows of buttons and menus."""
    for index, row in enumerate(form.items(at, components, most=5)):
        here = (*at, index)
        if not isinstance(row, dict) or row.get("type") != ROW:
            message = 'Value of field "type" must be one of (1,).'
            form.wrong((*here, "type"), "UNION_TYPE_CHOICES", message)
        else:
            _check_row(form, row, here)
    _check_custom_ids(form, components, at)


def check_layout(form: Form, components: object, at: Place, filenames: Collection[str]) -> None:
    """Check the components of a message sent with IS_COMPONENTS_V2."""
    _check_children(form, components, at, inside=None)
    everything = list(walk(components, at))
    if len(everything) > MOST_COMPONENTS:
        message = f"Message components exceed the maximum of {MOST_COMPONENTS}"
        form.wrong(at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    texts = [one.get("content") for _, one in everything if one.get("type") == TEXT]
    if sum(len(text) for text in texts if isinstance(text, str)) > MOST_TEXT:
        message = f"Component displayable text size exceeds maximum size of {MOST_TEXT}"
        form.wrong(at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)
    for here, one in everything:
        _check_media(form, one, here, filenames)
    _check_custom_ids(form, components, at)


def check_modal(form: Form, data: Json, at: Place) -> None:
    """Check a popup: a title, and one to five labelled inputs."""
    form.text((*at, "custom_id"), data.get("custom_id"), least=1, most=100)
    form.text((*at, "title"), data.get("title"), least=1, most=45)
    inside = (*at, "components")
    for index, one in enumerate(form.items(inside, data.get("components"), least=1, most=5)):
        here = (*inside, index)
        if not form.one_of((*here, "type"), one.get("type"), (ROW, TEXT, LABEL)):
            continue
        if one["type"] == LABEL:
            form.text((*here, "label"), one.get("label"), least=1, most=45)
    for here, one in walk(data.get("components"), inside):
        if one.get("type") == TEXT_INPUT:
            form.text((*here, "custom_id"), one.get("custom_id"), least=1, most=100)
            form.one_of((*here, "style"), one.get("style"), (1, 2))
            form.text((*here, "placeholder"), one.get("placeholder") or "", least=0, most=100)
        elif one.get("type") in SELECTS:
            _check_select(form, one, here)
    _check_custom_ids(form, data.get("components"), inside)


def _check_children(form: Form, components: object, at: Place, *, inside: int | None) -> None:
    # A section holds up to three texts; the others are bounded by the total alone.
    most = 3 if inside == SECTION else 10 * MOST_COMPONENTS
    for index, one in enumerate(form.items(at, components, least=1, most=most)):
        here = (*at, index)
        kind = one.get("type") if isinstance(one, dict) else None
        if kind not in LAYOUT[inside]:
            message = f'Value of field "type" must be one of {LAYOUT[inside]}.'
            form.wrong((*here, "type"), "UNION_TYPE_CHOICES", message)
        elif kind == ROW:
            _check_row(form, one, here)
        elif kind == TEXT:
            form.text((*here, "content"), one.get("content"), least=1, most=MOST_TEXT)
        elif kind in (SECTION, CONTAINER):
            _check_children(form, one.get("components"), (*here, "components"), inside=kind)
            if kind == SECTION:
                _check_accessory(form, one.get("accessory"), (*here, "accessory"))


def _check_accessory(form: Form, accessory: object, at: Place) -> None:
    if not isinstance(accessory, dict):
        form.wrong(at, *REQUIRED)
        return
    if form.one_of((*at, "type"), accessory.get("type"), (BUTTON, THUMBNAIL)):
        if accessory["type"] == THUMBNAIL:
            return  # its address is checked with all other media
        _check_button(form, accessory, at)


def _check_row(form: Form, row: Json, at: Place) -> None:
    inside = (*at, "components")
    children = form.items(inside, row.get("components"), least=1, most=5)
    for index, one in enumerate(children):
        here = (*inside, index)
        kind = one.get("type") if isinstance(one, dict) else None
        if kind == BUTTON:
            _check_button(form, one, here)
        elif kind in SELECTS:
            if len(children) > 1:
                message = "The specified component exceeds the maximum width"
                form.wrong(here, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
            _check_select(form, one, here)
        else:
            message = f'Value of field "type" must be one of {LAYOUT[ROW]}.'
            form.wrong((*here, "type"), "UNION_TYPE_CHOICES", message)


def _check_button(form: Form, button: Json, at: Place) -> None:
    style = button.get("style")
    form.one_of((*at, "style"), style, range(1, 7))
    form.text((*at, "label"), button.get("label") or "", least=0, most=80)
    if not button.get("label") and not button.get("emoji") and style != PREMIUM_STYLE:
        form.wrong((*at, "label"), *REQUIRED)
    if style == LINK_STYLE:
        form.text((*at, "url"), button.get("url"), least=1, most=512)
        if "custom_id" in button:
            message = "A custom id and url cannot both be specified"
            form.wrong((*at, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL", message)
    elif style != PREMIUM_STYLE:
        form.text((*at, "custom_id"), button.get("custom_id"), least=1, most=100)
        if button.get("url"):
            message = "A custom id and url cannot both be specified"
            form.wrong((*at, "url"), "BUTTON_COMPONENT_CUSTOM_ID_URL", message)
    _check_emoji(form, button.get("emoji"), (*at, "emoji"))


def _check_emoji(form: Form, emoji: object, at: Place) -> None:
    # An emoji without an id is a Unicode one; ":wave:" is a habit of people, not of the API.
    if isinstance(emoji, dict) and not emoji.get("id") and (emoji.get("name") or "a").isascii():
        form.wrong((*at, "name"), "COMPONENT_INVALID_EMOJI", "Invalid emoji")


def _check_select(form: Form, select: Json, at: Place) -> None:
    form.text((*at, "custom_id"), select.get("custom_id"), least=1, most=100)
    form.text((*at, "placeholder"), select.get("placeholder") or "", least=0, most=150)
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    form.one_of((*at, "min_values"), least, range(26))
    form.one_of((*at, "max_values"), most, range(1, 26))
    if select.get("type") != STRING_SELECT:
        return
    inside = (*at, "options")
    options = form.items(inside, select.get("options"), least=1, most=25)
    if isinstance(most, int) and most > len(options):
        message = "max_values cannot be greater than the number of options"
        form.wrong((*at, "max_values"), "SELECT_COMPONENT_MAX_VALUES", message)
    seen: set[Any] = set()
    for index, option in enumerate(options):
        here = (*inside, index)
        form.text((*here, "label"), option.get("label"), least=1, most=100)
        form.text((*here, "value"), option.get("value"), least=1, most=100)
        form.text((*here, "description"), option.get("description") or "", least=0, most=100)
        _check_emoji(form, option.get("emoji"), (*here, "emoji"))
        if option.get("value") in seen:
            message = "The specified option value is already used"
            code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
            form.wrong((*here, "value"), code, message)
        seen.add(option.get("value"))


def _check_custom_ids(form: Form, components: object, at: Place) -> None:
    seen: set[str] = set()
    for here, one in walk(components, at):
        name = one.get("custom_id")
        if isinstance(name, str) and name in seen:
            message = "Component custom id cannot be duplicated"
            form.wrong((*here, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        elif isinstance(name, str):
            seen.add(name)


def _check_media(form: Form, one: Json, at: Place, filenames: Collection[str]) -> None:
    match one.get("type"):
        case kind if kind == GALLERY:
            inside = (*at, "items")
            items = form.items(inside, one.get("items"), least=1, most=10)
            media = [((*inside, index), item.get("media")) for index, item in enumerate(items)]
        case kind if kind == THUMBNAIL:
            media = [((*at, "media"), one.get("media"))]
        case kind if kind == FILE:
            media = [((*at, "file"), one.get("file"))]
        case _:
            return
    for here, item in media:
        url = str((item or {}).get("url", ""))
        name = url.removeprefix("attachment://")
        if name != url and name not in filenames:
            code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
            form.wrong((*here, "url"), code, f"The attachment {name} was not found")
        elif name == url and (one["type"] == FILE or not url.startswith(("http://", "https://"))):
            form.wrong((*here, "url"), "URL_TYPE_INVALID_SCHEME", "Scheme is not allowed.")
