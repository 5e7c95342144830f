"""A model's way from the hub to the disk."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from desktop.errors import DownloadError, ModelError
from desktop.formats import check_model
from desktop.models.catalogue import CatalogueModel
from desktop.models.hashing import blob_of, sha256_of
from desktop.models.hub import Hub, Listing, RemoteFile
from desktop.models.manifest import NAME as MANIFEST
from desktop.models.manifest import InstalledFile, Manifest, now, read_manifest, write_manifest
from desktop.models.progress import Meter, Progress, Step, Tell, untold
from desktop.models.pulling import Patience, Pull
from desktop.models.shelf import engine_path
from desktop.models.staging import Staging
from desktop.models.stopping import Stop
from desktop.paths import Paths
from desktop.wording import marked


@dataclass(frozen=True, slots=True)
class _Wanted:
    remote: RemoteFile
    sha256: str
    """What its content must hash to; empty when git's own name for it must do."""

    @property
    def name(self) -> str:
        """In the model's folder, which is flat."""
        return PurePosixPath(self.remote.path).name

    def part(self, staging: Staging) -> Path:
        """Where it grows: a file of another content grows elsewhere."""
        return staging.folder / f"{self.name}.{(self.sha256 or self.remote.blob)[:16]}.part"


class Download:
    """Gets one model. `run` blocks; when it ends early, what has arrived is kept, and another run goes on with it."""

    def __init__(
        self,
        model: CatalogueModel,
        paths: Paths,
        *,
        hub: Hub | None = None,
        tell: Tell = untold,
        patience: Patience | None = None,
        again: bool = False,
        stop: Stop | None = None,
    ) -> None:
        """`again` gets also what is there already; `stop` is another way to ask for the same as the method."""
        self._again = again
        self._model, self._paths, self._tell = model, paths, tell
        self._hub = hub or Hub()
        self._patience = patience or Patience()
        self._staging = Staging(paths, model.id)
        self._stop = stop or Stop()

    def stop(self) -> None:
        """End `run` soon, from any thread: to pause, or, with `discard` after it ended, to cancel."""
        self._stop.ask()

    def discard(self) -> None:
        """Delete what has arrived, once `run` has ended."""
        self._staging.discard()

    def run(self) -> Path:
        """Get what is missing, check it and install it; returns the model's folder.

        Raises DownloadError, Cancelled after `stop`, and ModelError when what came is no model of its kind.
        """
        self._stop.check()
        with self._staging.held():
            self._tell(Progress(Step.ASKING))
            listing = self._hub.listing(self._model.repo, self._model.revision, patience_s=self._patience.silence_s)
            self._stop.check()
            wanted = _choose(self._model, listing)
            target = self._paths.models / self._model.id
            if not self._again and _is_there(target, listing.commit, wanted):
                self._staging.discard()
                return target
            self._staging.keep_only(
                [one.part(self._staging) for one in wanted] + [self._ready(one) for one in wanted]
            )
            self._fetch(listing.commit, wanted)
            self._check(wanted, listing.commit)
            return self._staging.install()

    def _ready(self, wanted: _Wanted) -> Path:
        return self._staging.ready / wanted.name

    def _fetch(self, commit: str, wanted: list[_Wanted]) -> None:
        total = sum(one.remote.size for one in wanted)
        # a file that stands ready is checked again with the rest: it goes back to where it grew
        for one in wanted:
            if self._ready(one).exists():
                self._ready(one).replace(one.part(self._staging))
        there = sum(path.stat().st_size for one in wanted if (path := one.part(self._staging)).exists())
        self._staging.check_room(total - there, self._model.title)
        meter = Meter(Step.DOWNLOADING, total, self._tell, done=there)
        for one in wanted:
            part = one.part(self._staging)
            Pull(
                self._hub, self._model.repo, commit, one.remote, part,
                stop=self._stop, meter=meter, patience=self._patience,
            ).run()  # fmt: skip

    def _check(self, wanted: list[_Wanted], commit: str) -> None:
        meter = Meter(Step.CHECKING, sum(one.remote.size for one in wanted), self._tell)
        files = []
        for one in wanted:
            part = one.part(self._staging)
            sha256 = sha256_of(part, meter.count, self._stop)
            if sha256 != one.sha256 if one.sha256 else blob_of(part) != one.remote.blob:
                part.unlink()
                raise DownloadError(
                    marked(
                        "what came as {path} is not what the hub or the catalogue says: its hash is wrong",
                        path=one.remote.path,
                    ),
                    advice=marked(
                        "try again; if it happens again, the line or the hub is not to be trusted: report it"
                    ),
                )
            part.replace(self._ready(one))
            files.append(InstalledFile(name=one.name, size=one.remote.size, sha256=sha256))
        model = self._model
        manifest = Manifest(
            id=model.id, kind=model.kind, title=model.title, repo=model.repo, revision=commit,
            licence=model.licence, languages=model.languages, files=tuple(files), installed=now(),
        )  # fmt: skip
        try:
            check_model(engine_path(self._staging.ready, manifest), model.kind)
        except ModelError:  # the hub holds something else under this name: nothing of it is worth keeping
            self._staging.discard()
            raise
        write_manifest(self._staging.ready, manifest)


def _choose(model: CatalogueModel, listing: Listing) -> list[_Wanted]:
    """The files of the listing that make up the model. Raises DownloadError when one is missing or contradicts."""
    chosen: dict[str, RemoteFile] = {}
    for pattern in model.patterns:
        found = [file for file in listing.files if fnmatchcase(file.path, pattern.removesuffix("?"))]
        if not found and not pattern.endswith("?"):
            raise DownloadError(
                marked("{repo} holds no {pattern} on the hub", repo=model.repo, pattern=pattern),
                advice=marked("install a newer Sotto, or choose another model"),
            )
        for file in found:
            _check_name(file.path)
            chosen[file.path] = file
    wanted = [_Wanted(file, _hash(model, file)) for file in chosen.values()]
    if len({one.name for one in wanted}) < len(wanted):
        raise DownloadError(
            marked("{repo} holds several files of one name", repo=model.repo),
            advice=marked("correct the model's files in the catalogue"),
        )
    return wanted


def _check_name(path: str) -> None:
    """Raise DownloadError for a file whose name leads out of the model's folder on some system, or is ours."""
    name = PurePosixPath(path).name
    if name in ("", ".", "..", MANIFEST) or any(char in name for char in "\\:\0"):
        raise DownloadError(
            marked("the hub lists a file of the odd name {path!r}", path=path),
            advice=marked("do not use it; report it"),
        )


def _hash(model: CatalogueModel, file: RemoteFile) -> str:
    ours = model.sha256.get(file.path, "")
    if ours and file.sha256 and ours != file.sha256:
        raise DownloadError(
            marked(
                "{path} of {repo} has another hash on the hub than in the catalogue", path=file.path, repo=model.repo
            ),
            advice=marked("do not use it; install a newer Sotto, or report it"),
        )
    return ours or file.sha256


def _is_there(target: Path, commit: str, wanted: list[_Wanted]) -> bool:
    """Whether this very state is installed; its bytes are not read."""
    try:
        manifest = read_manifest(target)
    except ModelError:  # what cannot be read is got again
        return False
    return (
        manifest is not None
        and manifest.revision == commit
        and {file.name for file in manifest.files} == {one.name for one in wanted}
        and all(
            (path := target / file.name).is_file() and path.stat().st_size == file.size for file in manifest.files
        )
    )
