from datetime import UTC

from content.check import check
from content.library import Library
from content.phrases import phrase


def test_our_own_content_keeps_every_rule() -> None:
    """What is shipped has no fault."""
    assert "\n".join(map(str, check())) == ""


def test_our_own_content_loads() -> None:
    """The folder beside the code is the one that is read when none is named."""
    library = Library.load()
    assert library.catalogue("en").text(phrase("pose.legs_up_wall.name"), UTC) == "Legs Up the Wall"
