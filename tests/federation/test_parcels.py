# SPDX-License-Identifier: Apache-2.0
"""Two real installations on loopback exchange parcels until nothing is new."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEDIA = "application/vnd.gungho.bundle"


def environment() -> dict[str, str]:
    """Return an environment in which this tree's command runs."""
    kept = {name: told for name, told in os.environ.items() if "GUNGHO" not in name}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"}


def gungho(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "gungho.node.main", *words],
        capture_output=True, text=True, check=False, env=environment(),
    )  # fmt: skip


def done(*words: str) -> str:
    """Run the command, which must succeed; return what it says."""
    ran = gungho(*words)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a home on a free port; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gungho.node.main", "serve", "--home", str(home),
         "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(),
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urlopen(f"{address}/journal/", timeout=5).close()
                break
            except (URLError, OSError):
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Return the homes of a hub and a committee that know each other."""
    hub, london = tmp_path / "hub-home", tmp_path / "london-home"
    digits = {}
    for home, body, form in ((hub, "hk", "hub"), (london, "london", "committee")):
        paper = str(tmp_path / f"{body}.paper")
        told = done(
            "init",
            body,
            "--form",
            form,
            "--home",
            str(home),
            "--paper",
            paper,
            "--json",
        )
        digits[body] = json.loads(told)["fingerprint"]
        done("bundle", "make", body, str(tmp_path / body), "--home", str(home))
    for home, other in ((hub, "london"), (london, "hk")):
        done(
            "recognise", str(tmp_path / other), "--fingerprint", digits[other],
            "--home", str(home),
        )  # fmt: skip
    return hub, london


def test_two_installations_exchange_until_nothing_is_new(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """Over HTTP: sent, read in the server's own turn, answered, cosigned."""
    hub, london = pair
    with served(hub) as address:
        first = json.loads(
            done("bundle", "send", "hk", address, "--home", str(london), "--json")
        )
        assert first["known"]
        assert first["cosigned"]
        assert first["acknowledged"]
        again = json.loads(
            done("bundle", "send", "hk", address, "--home", str(london), "--json")
        )
        assert again["entries"] == 0
        _strangers(address, tmp_path)
    seen = json.loads(done("verify", "--home", str(hub), "--json"))
    sizes = {one["book"]: one["entries"] for one in seen["books"]}
    own = json.loads(done("verify", "--home", str(london), "--json"))
    assert sizes == {one["book"]: one["entries"] for one in own["books"]}


def _strangers(address: str, folder: Path) -> None:
    """What is no parcel is refused, and a stranger gets no answer."""
    assert _posted(address, b"hello", "text/plain")[0] == 415
    assert _posted(address, b"", MEDIA)[0] == 400
    status, told = _posted(address, b"hello\n", MEDIA)
    assert status == 422
    assert re.search("parcel of books", told)
    paris = folder / "paris-home"
    paper = str(folder / "paris.paper")
    done("init", "paris", "--home", str(paris), "--paper", paper)
    done("bundle", "make", "paris", str(folder / "paris"), "--home", str(paris))
    status, told = _posted(address, (folder / "paris").read_bytes(), MEDIA)
    assert status == 202
    assert "not recognised" in told


def test_a_parcel_is_made_and_taken_by_page(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """For a named body, closed to it; new, known, forked and damaged are told."""
    hub, london = pair
    spare = tmp_path / "spare"
    shutil.copytree(london, spare)
    with served(hub) as address:
        page = Page(address)
        assert "No parcel has gone or come yet" not in page.get()
        status, raw = page.send("make", {"to": "london", "book": "all", "as": "file"})
        assert (status, raw[:21]) == (200, b"age-encryption.org/v1")
        (tmp_path / "for-london").write_bytes(raw)
        read = json.loads(
            done("bundle", "read", str(tmp_path / "for-london"), "--json",
                 "--home", str(london))
        )  # fmt: skip
        assert (read["sender"], read["known"], read["for_us"]) == ("hk", True, True)
        status, raw = page.send("make", {"to": "london", "book": "hk", "as": "letter"})
        assert raw.startswith(b"Subject: Gungho: hk -> london")
        for facts, status in (
            ({"to": "nobody"}, 422), ({"to": ""}, 422),
            ({"to": "london", "book": "nobody"}, 422),
        ):  # fmt: skip
            assert page.send("make", facts)[0] == status, facts
        for said in ("new entries", "nothing new up to"):
            assert said in page.take(_news(london, "a", to="hk", folder=tmp_path))
        fork = page.take(_news(spare, "b", to="hk", folder=tmp_path))
        assert "two versions of this book" in fork
        assert "found wrong" in fork
        damaged = page.take(b"hello")
        assert "parcel of books" in damaged
        listed = page.get()
    for said in ("taken from london", "sent to london", "two versions", "new entries"):
        assert said in listed, said
    found = gungho("findings", "--home", str(hub))
    assert "london" in found.stdout


def _news(home: Path, place: str, *, to: str, folder: Path) -> bytes:
    """Write something in a committee's book, once; return its parcel."""
    told = {"book": "london", "id": f"note.{place}", "kind": "place.noted",
            "happened": "2026-01-01", "facts": {
                "place": place, "lat_e4": 1, "lon_e4": 1, "role": "depot",
                "region": "", "card": "", "standing": "kept", "cited": ""}}  # fmt: skip
    file = folder / f"{place}.jsonl"
    file.write_text(json.dumps(told), "utf-8")
    done("record", str(file), "--home", str(home))
    parcel = folder / f"{place}.bundle"
    done("bundle", "make", "london", str(parcel), "--to", to, "--home", str(home))
    return parcel.read_bytes()


class Page:
    """The page of parcels, as a browser without scripts asks for it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = build_opener(HTTPCookieProcessor())

    def get(self) -> str:
        """Return what the page says."""
        with self.jar.open(f"{self.address}/nodes/parcels/", timeout=30) as answer:
            return answer.read().decode()

    def send(self, to: str, facts: dict[str, str]) -> tuple[int, bytes]:
        """Send one of its forms; return the status and what comes."""
        lines = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in {**facts, "csrfmiddlewaretoken": self._token()}.items()
        ]
        return self._post(to, "".join([*lines, "--x--\r\n"]).encode())

    def take(self, raw: bytes) -> str:
        """Hand a parcel in; return what the page says of it."""
        lead = (
            '--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{self._token()}\r\n--x\r\nContent-Disposition: form-data; "
            'name="parcel"; filename="p.bundle"\r\n\r\n'
        )
        return self._post("take", lead.encode() + raw + b"\r\n--x--\r\n")[1].decode()

    def _token(self) -> str:
        found = re.search('csrfmiddlewaretoken" value="([^"]+)', self.get())
        assert found
        return found[1]

    def _post(self, to: str, body: bytes) -> tuple[int, bytes]:
        heads = {"Content-Type": "multipart/form-data; boundary=x",
                 "Referer": self.address}  # fmt: skip
        url = f"{self.address}/nodes/parcels/{to}/"
        try:
            with self.jar.open(Request(url, body, heads), timeout=60) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()


def _posted(address: str, raw: bytes, media: str) -> tuple[int, str]:
    asked = Request(f"{address}/parcels/", data=raw, headers={"Content-Type": media})
    try:
        with urlopen(asked, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")
