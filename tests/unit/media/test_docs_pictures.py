"""The documentation shows what the coach draws."""

from __future__ import annotations

from tests.unit.media.docs_pictures import FOLDER, drawn


def test_the_pictures_of_the_documentation_are_the_coachs_own() -> None:
    """Whoever changes a figure draws them anew: python -m tests.unit.media.docs_pictures."""
    for name, data in drawn().items():
        assert (FOLDER / name).read_bytes() == data, name
