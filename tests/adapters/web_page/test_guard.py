"""Who may speak with the page's server: its own page, under its own name, and nobody else."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from aiohttp import ClientSession

from tests.adapters.web_page.bench import Browser, Coach

DOORS = [("GET", "/"), ("GET", "/live"), ("POST", "/enter"), ("POST", "/say")]


@pytest.mark.parametrize(("method", "path"), DOORS)
async def test_another_name_is_refused(ana: Browser, method: str, path: str) -> None:
    """A name that somebody else gave this address (DNS rebinding) opens no door, with any port."""
    for name in (
        "evil.example",
        f"evil.example:{ana.coach.port}",
        "127.0.0.1:1",
        "127.0.0.1.nip.io",
    ):
        headers = {"Host": name, "Origin": f"http://{name}", "Sec-Fetch-Site": "same-origin"}
        async with ana.session.request(method, path, json={}, headers=headers) as response:
            assert (response.status, await response.read()) == (403, b"")


@pytest.mark.parametrize(("method", "path"), DOORS)
async def test_another_origin_is_refused(ana: Browser, method: str, path: str) -> None:
    """A page elsewhere, on another port of this machine or without an origin reads nothing."""
    there = [
        "https://evil.example", "null", "http://127.0.0.1:1",
        f"https://127.0.0.1:{ana.coach.port}", f"http://localhost:{ana.coach.port}",
    ]  # fmt: skip
    for origin in there:
        headers = {"Origin": origin}
        async with ana.session.request(method, path, json={}, headers=headers) as response:
            assert (response.status, await response.read()) == (403, b"")


async def test_a_post_names_its_origin(ana: Browser) -> None:
    """What does not say where it comes from is no page of ours."""
    async with ana.session.post("/say", json={}) as response:
        assert response.status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_stream_is_read_by_its_own_page_alone(ana: Browser, site: str) -> None:
    """Browsers name no origin with some requests, but always how near it is."""
    for path in ("/live", "/static/x/page.js"):
        async with ana.session.get(path, headers={"Sec-Fetch-Site": site}) as response:
            assert response.status == 403


async def test_a_link_from_elsewhere_shows_the_page_and_gives_no_cookie(ana: Browser) -> None:
    """A browser keeps its cookie to itself on the way in: it must not be given another one."""
    async with ana.session.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.status == 200
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
async def test_this_machines_names_are_let_in(ana: Browser, name: str) -> None:
    """The page is at home under either name."""
    host = f"{name}:{ana.coach.port}"
    headers = {"Host": host, "Origin": f"http://{host}"}
    async with ana.session.post("/enter", json={}, headers=headers) as response:
        assert response.status == 200


async def test_a_form_of_another_page_cannot_speak(ana: Browser) -> None:
    """Only JSON is read, which no form can send."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {**ana.own, "Content-Type": kind}
        said = b'{"text": "hello", "key": "12345678"}'
        async with ana.session.post("/say", data=said, headers=headers) as response:
            assert response.status == 400


async def test_every_answer_says_what_a_browser_may_do_with_it(ana: Browser) -> None:
    """Nothing inline, nothing evaluated, nothing from elsewhere, in no frame; refusals too."""
    for path, headers in (("/", {}), ("/nowhere", {}), ("/", {"Host": "evil.example"})):
        async with ana.session.get(path, headers=headers) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert "http" not in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "same-origin"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert response.headers["Cache-Control"] == "no-store"
            assert "Access-Control-Allow-Origin" not in response.headers


async def test_the_cookie_is_the_servers_alone(ana: Browser) -> None:
    """No script reads it and no other site sends it."""
    async with ana.session.post("/enter", json={}, headers=ana.own) as response:
        (cookie,) = SimpleCookie(response.headers["Set-Cookie"]).values()
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"


async def test_a_public_address_is_the_only_name_and_its_cookie_is_secure() -> None:
    """Behind a proxy the page answers to its public name, and asks for TLS."""
    public = "https://coach.example"
    async with Coach.open(address=public) as coach, ClientSession(coach.url) as session:
        async with session.get("/") as response:
            assert response.status == 403
        headers = {"Host": "coach.example", "Origin": public}
        async with session.post("/enter", json={}, headers=headers) as response:
            assert response.status == 200
            (cookie,) = SimpleCookie(response.headers["Set-Cookie"]).values()
            assert cookie["secure"]
        headers["Origin"] = "http://coach.example"
        async with session.post("/enter", json={}, headers=headers) as response:
            assert response.status == 403


async def test_bound_elsewhere_any_name_is_let_in_with_its_own_origin_alone() -> None:
    """Without a public address every name leads here; a page elsewhere still asks nothing."""
    async with Coach.open(host="0.0.0.0") as coach, ClientSession() as session:  # noqa: S104
        url = f"http://127.0.0.1:{coach.port}/enter"
        for origin, status in (("http://studio.lan", 200), ("http://evil.example", 403)):
            headers = {"Host": "studio.lan", "Origin": origin}
            async with session.post(url, json={}, headers=headers) as response:
                assert response.status == status
