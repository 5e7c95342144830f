"""Downloads from a hub on loopback: what arrives, what breaks, and what is kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import close_session

from desktop.catalog import find_models
from desktop.errors import Cancelled, DownloadError, ModelError
from desktop.models.catalogue import CatalogueModel
from desktop.models.getting import Download
from desktop.models.hub import Hub
from desktop.models.manifest import read_manifest
from desktop.models.progress import Progress, Step
from desktop.models.pulling import Patience
from desktop.models.shelf import Shelf
from desktop.models.staging import RESERVE, unfinished
from desktop.paths import Paths
from desktop.settings import load_settings
from tests.hub_server import HubServer, sha256
from tests.models.hub_content import AT_ONCE, EARS, MIND, MOUTH, TURN, ears, fill, mind

ROOT = Path(__file__).parents[2]


@pytest.fixture
def paths(sotto_home: Path) -> Paths:
    return Paths(sotto_home)


@pytest.fixture(autouse=True)
def _filled(hub: HubServer) -> None:
    fill(hub)


def get(model: CatalogueModel, paths: Paths, *, patience: Patience = AT_ONCE, again: bool = False) -> Path:
    return Download(model, paths, patience=patience, again=again).run()


def left(paths: Paths) -> list[str]:
    """What lies in the models' folder besides locks."""
    return sorted(path.name for path in paths.models.rglob("*") if path.is_file() and path.suffix != ".lock")


def ranges(hub: HubServer) -> list[str]:
    return [request.range for request in hub.asked("/storage/")]


def test_every_kind_arrives_whole_and_can_be_used(paths: Paths, hub: HubServer) -> None:
    for model in (EARS, MIND, MOUTH, TURN):
        get(model, paths)
        Shelf(paths).use(model.id)
    files = find_models(load_settings(paths.settings), paths)
    assert (files.stt, files.llm) == (paths.models / "ears", paths.models / "mind-0.1" / "mind-q4.gguf")
    assert files.stt.joinpath("model.bin").read_bytes() == ears()["model.bin"]
    assert files.tts == paths.models / "mouth" / "mouth.onnx"
    assert unfinished(paths) == {}


def test_what_was_installed_is_written_beside_it(paths: Paths, hub: HubServer) -> None:
    folder = get(MIND, paths)
    manifest = read_manifest(folder)
    assert manifest is not None
    assert (manifest.repo, manifest.revision) == ("test/mind", hub.commit("test/mind"))
    assert [(file.name, file.sha256) for file in manifest.files] == [("mind-q4.gguf", sha256(mind()["mind-q4.gguf"]))]
    assert left(paths) == ["mind-q4.gguf", "sotto-model.json"], "only what was asked for"


def test_progress_goes_from_nothing_to_all(paths: Paths) -> None:
    told: list[Progress] = []
    Download(EARS, paths, tell=told.append, patience=AT_ONCE).run()
    assert told[0].step is Step.ASKING
    for step in (Step.DOWNLOADING, Step.CHECKING):
        done = [one.done for one in told if one.step is step]
        total = next(one.total for one in told if one.step is step)
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, total)
    assert any(one.bytes_per_s > 0 and one.seconds_left is not None for one in told)


def test_a_line_that_is_cut_is_gone_on_with_where_it_was(paths: Paths, hub: HubServer) -> None:
    hub.trouble.cuts = [1_000_000, 500_000]
    folder = get(MIND, paths)
    assert (folder / "mind-q4.gguf").read_bytes() == mind()["mind-q4.gguf"]
    assert ranges(hub) == ["", "bytes=1000000-", "bytes=1500000-"]


def test_a_line_that_is_cut_again_and_again_is_given_up_and_what_came_is_kept(paths: Paths, hub: HubServer) -> None:
    hub.trouble.cuts = [1_000_000, 0, 0, 0]
    with pytest.raises(DownloadError, match="broke off") as caught:
        get(MIND, paths)
    assert "kept" in caught.value.advice
    assert unfinished(paths) == {"mind-0.1": 1_000_000}
    assert not (paths.models / "mind-0.1").exists()
    hub.trouble.cuts = []
    hub.requests.clear()
    folder = get(MIND, paths)
    assert ranges(hub) == ["bytes=1000000-"]
    assert (folder / "mind-q4.gguf").read_bytes() == mind()["mind-q4.gguf"]


def test_a_hub_that_cannot_go_on_in_the_middle_sends_all_again(paths: Paths, hub: HubServer) -> None:
    hub.trouble.cuts = [1_000_000]
    hub.trouble.ignores_ranges = True
    told: list[Progress] = []
    folder = Download(MIND, paths, tell=told.append, patience=AT_ONCE).run()
    assert (folder / "mind-q4.gguf").read_bytes() == mind()["mind-q4.gguf"]
    assert max(one.done for one in told) == told[-1].total


def test_a_hub_that_is_busy_is_asked_again(paths: Paths, hub: HubServer) -> None:
    hub.trouble.refusals = [503, 429]
    assert get(MIND, paths).is_dir()


def test_a_hub_that_stays_broken_is_told(paths: Paths, hub: HubServer) -> None:
    hub.trouble.refusals = [500] * 3
    with pytest.raises(DownloadError, match=r"answers with an error \(500\)"):
        get(MIND, paths)


def test_a_refusal_is_not_tried_again(paths: Paths, hub: HubServer) -> None:
    hub.trouble.refusals = [403, 403]
    with pytest.raises(DownloadError, match=r"refuses test/mind \(403\)"):
        get(MIND, paths)
    assert hub.trouble.refusals == [403]


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_a_file_with_another_content_is_not_installed(paths: Paths, hub: HubServer, name: str) -> None:
    true = ears()[name]
    hub.trouble.lies = {name: true[:-1] + bytes([true[-1] ^ 1])}
    with pytest.raises(DownloadError, match=f"{name}.*hash is wrong"):
        get(EARS, paths)
    assert not (paths.models / "ears").exists()
    hub.trouble.lies = {}
    hub.requests.clear()
    assert (get(EARS, paths) / name).read_bytes() == true
    again = [request.path.rpartition("/")[2] for request in hub.asked("/resolve/")]
    assert again == [name], "what was right is not fetched twice"


def test_the_catalogue_and_the_hub_must_agree(paths: Paths, hub: HubServer) -> None:
    wrong = MIND.model_copy(update={"sha256": {"mind-q4.gguf": "0" * 64}})
    with pytest.raises(DownloadError, match="another hash on the hub than in the catalogue"):
        get(wrong, paths)
    assert hub.asked("/resolve/") == []


def test_the_catalogues_hash_holds_where_the_hub_has_only_gits(paths: Paths) -> None:
    wrong = EARS.model_copy(update={"sha256": {"config.json": "0" * 64}})
    with pytest.raises(DownloadError, match=r"config\.json.*hash is wrong"):
        get(wrong, paths)
    right = EARS.model_copy(update={"sha256": {"config.json": sha256(ears()["config.json"])}})
    assert get(right, paths).is_dir()


def test_a_longer_file_than_listed_does_not_fill_the_disk(paths: Paths, hub: HubServer) -> None:
    hub.trouble.lies = {"mind-q4.gguf": mind()["mind-q4.gguf"] * 2}
    with pytest.raises(DownloadError, match="longer than the hub says"):
        get(MIND, paths)


@pytest.mark.parametrize("name", ["vocabulary.\\..\\evil", "vocabulary.json:evil"])
def test_a_name_that_leads_elsewhere_is_refused(paths: Paths, hub: HubServer, name: str) -> None:
    hub.put("test/ears", ears() | {name: b"evil"})
    with pytest.raises(DownloadError, match="odd name"):
        get(EARS, paths)
    assert hub.asked("/resolve/") == []


def test_what_is_no_model_is_not_installed(paths: Paths, hub: HubServer) -> None:
    hub.put("test/mind", {"mind-q4.gguf": b"GGUF" + bytes(100_000)})
    with pytest.raises(ModelError, match="not a whole language model"):
        get(MIND, paths)
    assert left(paths) == []


def wait_for(paths: Paths, size: int) -> None:
    """Wait until so many bytes have arrived."""
    deadline = time.monotonic() + 10
    while unfinished(paths).get("mind-0.1", 0) < size:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def stop_while_it_hangs(download: Download, hub: HubServer, paths: Paths) -> float:
    """Stop a download whose line stands still; returns how long it took to end."""
    ended: list[BaseException | float] = []

    def run() -> None:
        try:
            download.run()
        except Cancelled as error:
            ended.extend((error, time.monotonic()))

    thread = threading.Thread(target=run)
    thread.start()
    assert hub.trouble.held.wait(10)
    assert hub.trouble.holds_after is not None
    wait_for(paths, hub.trouble.holds_after * 9 // 10)
    asked = time.monotonic()
    download.stop()
    thread.join(10)
    assert isinstance(ended[0], Cancelled)
    assert isinstance(ended[1], float)
    return ended[1] - asked


def test_a_download_stops_at_once_also_while_nothing_comes_and_goes_on_later(paths: Paths, hub: HubServer) -> None:
    hub.trouble.holds_after = 1_000_000
    took = stop_while_it_hangs(Download(MIND, paths), hub, paths)
    assert took < 1.0, "the line's own patience is 20 s"
    some = unfinished(paths)["mind-0.1"]
    assert some >= 900_000
    hub.trouble.holds_after = None
    hub.trouble.go_on.set()
    hub.requests.clear()
    get(MIND, paths)
    assert ranges(hub) == [f"bytes={some}-"]


def test_a_cancelled_download_leaves_nothing(paths: Paths, hub: HubServer) -> None:
    hub.trouble.holds_after = 100_000
    download = Download(MIND, paths)
    stop_while_it_hangs(download, hub, paths)
    download.discard()
    assert left(paths) == []
    assert unfinished(paths) == {}


@pytest.mark.parametrize("trickles", [False, True])
def test_a_line_that_is_too_slow_is_cut_and_told(paths: Paths, hub: HubServer, trickles: bool) -> None:
    hub.trouble.holds_after = 16_000
    hub.trouble.trickles = trickles
    with pytest.raises(DownloadError, match="too slow or stands still") as caught:
        get(MIND, paths, patience=Patience(tries=2, pause_s=0, silence_s=0.6, slowest=1e6))
    assert "kept" in caught.value.advice


def test_no_hub_at_all(paths: Paths, hub: HubServer) -> None:
    with pytest.raises(DownloadError, match="cannot be reached") as caught:
        Download(MIND, paths, hub=Hub("http://127.0.0.1:9"), patience=AT_ONCE).run()
    assert "works without a network" in caught.value.advice


def test_a_hub_that_goes_away_in_the_middle(paths: Paths, hub: HubServer) -> None:
    hub.trouble.cuts = [1_000_000]
    hub.trouble.refusals = [0, 502, 502, 502]
    with pytest.raises(DownloadError, match=r"error \(502\)"):
        get(MIND, paths)
    assert unfinished(paths) == {"mind-0.1": 1_000_000}


def test_a_hotels_web_page_is_not_the_hub(paths: Paths, hub: HubServer) -> None:
    hub.trouble.portal = True
    with pytest.raises(DownloadError, match="is not the hub") as caught:
        get(MIND, paths)
    assert "browser" in caught.value.advice


def test_terms_that_must_be_accepted(paths: Paths, hub: HubServer) -> None:
    hub.trouble.gated = True
    with pytest.raises(DownloadError, match="accept its terms") as caught:
        get(MIND, paths)
    assert "test/mind" in caught.value.advice
    assert "HF_TOKEN" in caught.value.advice


@pytest.mark.parametrize(
    "wrong", [{"repo": "test/gone"}, {"revision": "v9"}, {"files": ("gone.gguf",)}], ids=["repo", "revision", "file"]
)
def test_what_the_hub_does_not_hold(paths: Paths, wrong: dict[str, object]) -> None:
    with pytest.raises(DownloadError, match="hold") as caught:
        get(MIND.model_copy(update=wrong), paths)
    assert "newer Sotto" in caught.value.advice


def test_what_is_there_is_not_fetched_again_unless_asked(paths: Paths, hub: HubServer) -> None:
    get(MIND, paths)
    hub.requests.clear()
    get(MIND, paths)
    assert len(hub.requests) == 1, "only what there is was asked"
    (paths.models / "mind-0.1" / "mind-q4.gguf").write_bytes(bytes(len(mind()["mind-q4.gguf"])))
    get(MIND, paths, again=True)
    assert Shelf(paths).verify("mind-0.1") == []


def test_a_new_state_takes_the_place_of_the_old(paths: Paths, hub: HubServer) -> None:
    old = get(EARS, paths)
    first = read_manifest(old)
    hub.put("test/ears", ears() | {"sotto.json": b"{}", "preprocessor_config.json": b"{ }"})
    get(EARS, paths)
    second = read_manifest(old)
    assert first is not None
    assert second is not None
    assert first.revision != second.revision
    assert (old / "preprocessor_config.json").read_bytes() == b"{ }"
    assert unfinished(paths) == {}


def test_parts_of_a_state_that_is_gone_from_the_hub_are_not_mixed_in(paths: Paths, hub: HubServer) -> None:
    hub.trouble.cuts = [1_000_000, 0, 0, 0]
    with pytest.raises(DownloadError):
        get(MIND, paths)
    hub.trouble.cuts = []
    hub.put("test/mind", {"mind-q4.gguf": mind()["mind-q4.gguf"] + b"\0"})
    folder = get(MIND, paths)
    assert (folder / "mind-q4.gguf").read_bytes() == mind()["mind-q4.gguf"] + b"\0"
    assert len(left(paths)) == 2


def test_one_download_of_a_model_at_a_time(paths: Paths, hub: HubServer) -> None:
    hub.trouble.holds_after = 100_000
    first = Download(MIND, paths)
    second: list[str] = []

    def try_too() -> None:
        hub.trouble.held.wait(10)
        try:
            get(MIND, paths)
        except DownloadError as error:
            second.append(str(error))
        first.stop()

    thread = threading.Thread(target=try_too)
    thread.start()
    with pytest.raises(Cancelled):
        first.run()
    thread.join()
    assert second == ["mind-0.1 is being downloaded or imported already"]


def test_killed_in_the_middle_it_goes_on_later(paths: Paths, hub: HubServer) -> None:
    hub.trouble.holds_after = 1_000_000
    program = (
        "from tests.models.hub_content import MIND; from desktop.models.getting import Download; "
        "from desktop.paths import Paths; Download(MIND, Paths.from_environment()).run()"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment) as process:
        assert hub.trouble.held.wait(60)
        wait_for(paths, 900_000)
        process.send_signal(signal.SIGKILL)
    assert not (paths.models / "mind-0.1").exists()
    hub.trouble.holds_after = None
    hub.trouble.go_on.set()
    hub.requests.clear()
    folder = get(MIND, paths)
    assert (folder / "mind-q4.gguf").read_bytes() == mind()["mind-q4.gguf"]
    assert ranges(hub)[0] != "", "what had come was used"


def test_the_hub_is_told_nothing_but_what_is_wanted(
    paths: Paths, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AI_AGENT", "somebody")
    get(MIND, paths)
    assert [request.path.split("/")[1] for request in hub.requests] == ["api", "test", "storage"]
    for request in hub.requests:
        assert request.token == ""
        assert {part.partition("/")[0] for part in request.agent.split("; ")} == {"sotto", "hf_hub", "python"}


def test_a_token_is_sent_only_when_it_is_given(paths: Paths, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    get(MIND, paths)
    assert hub.requests[0].token == "Bearer hf_secret"


@pytest.fixture
def safe_hub(hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub behind TLS, with a certificate that this process trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("making a certificate needs openssl")
    names = ["-subj", "/CN=hub", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *files, *names]
    subprocess.run(make, check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    close_session()  # the next one reads the certificate
    server = HubServer(tmp_path)
    fill(server)
    yield server
    close_session()
    server.close()


def test_behind_tls_it_stops_at_once_and_goes_on_too(paths: Paths, safe_hub: HubServer) -> None:
    safe_hub.trouble.holds_after = 1_000_000
    hub = Hub(safe_hub.endpoint)
    assert stop_while_it_hangs(Download(MIND, paths, hub=hub), safe_hub, paths) < 1.0
    safe_hub.trouble.holds_after = None
    safe_hub.trouble.go_on.set()
    safe_hub.trouble.cuts = [500_000]
    folder = Download(MIND, paths, hub=hub, patience=AT_ONCE).run()
    assert (folder / "mind-q4.gguf").read_bytes() == mind()["mind-q4.gguf"]
    assert len([one for one in ranges(safe_hub) if one]) == 2, "gone on with after the stop and after the cut"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that holds what must stay free and 12 MB more."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    size = f"size={RESERVE + 12_000_000}"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_without_room_is_told_before_anything_is_fetched(small_disk: Path, hub: HubServer) -> None:
    (small_disk / "filler").write_bytes(bytes(10_000_000))
    with pytest.raises(DownloadError, match="Mind needs 70 MB on the disk") as caught:
        get(MIND, Paths(small_disk))
    assert "make room" in caught.value.advice
    assert hub.asked("/resolve/") == []


def test_a_disk_that_fills_up_meanwhile_keeps_what_came(small_disk: Path, hub: HubServer) -> None:
    paths = Paths(small_disk)
    filler = small_disk / "filler"
    hub.trouble.holds_after = 1_000_000

    def fill_up() -> None:
        hub.trouble.held.wait(10)
        wait_for(paths, 900_000)
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(1 << 20))
        hub.trouble.holds_after = None
        hub.trouble.go_on.set()

    thread = threading.Thread(target=fill_up)
    thread.start()
    with pytest.raises(DownloadError, match="the disk is full"):
        get(MIND, paths)
    thread.join()
    assert unfinished(paths)["mind-0.1"] >= 900_000
    filler.unlink()
    get(MIND, paths)
    assert Shelf(paths).verify("mind-0.1") == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match="cannot be written"):
        get(MIND, Paths(tmp_path))


def test_the_test_hub_is_one_to_the_hubs_own_client(hub: HubServer, tmp_path: Path) -> None:
    from huggingface_hub import hf_hub_download

    for name in ("model.bin", "config.json"):
        path = hf_hub_download("test/ears", name, endpoint=hub.endpoint, local_dir=tmp_path)
        assert Path(path).read_bytes() == ears()[name]
