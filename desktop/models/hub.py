"""The Hugging Face hub: what a repository holds, and its files as streams of bytes.

Files come by plain HTTP, also those the hub keeps in its Xet storage: such a transfer can be gone on with where it
broke off, and stopped at any moment. `hf_hub_download` can do neither: what did not arrive whole it throws away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
from huggingface_hub import HfApi, constants, get_session, hf_hub_url, hf_raise_for_status
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined] # not in its list of exports

import desktop
from desktop.errors import DownloadError
from desktop.wording import marked

_HUB = "https://huggingface.co"
_CONNECT_S = 10.0


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the hub."""

    path: str
    """In its repository."""
    size: int
    """Bytes."""
    sha256: str
    """Of its content; empty for a small one that is kept in git itself."""
    blob: str
    """Git's name for its content, or for the pointer to it when `sha256` is there."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one commit of a repository holds."""

    commit: str
    files: tuple[RemoteFile, ...]


class Hub:
    """The hub at `endpoint`, or at HF_ENDPOINT, or the public one.

    HF_TOKEN is sent if it is set; a token that other programs left on this machine is not.
    """

    def __init__(self, endpoint: str = "") -> None:
        # the client would tell the hub which programs it runs under, and ask it for a list of such programs
        constants.HF_HUB_DISABLE_TELEMETRY = True
        self.endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or _HUB).rstrip("/")
        self._token: str | bool = os.environ.get("HF_TOKEN") or False

    def listing(self, repo: str, revision: str, *, patience_s: float) -> Listing:
        """What a revision of a repository holds. Raises DownloadError."""
        api = HfApi(self.endpoint, token=self._token, library_name="sotto", library_version=desktop.__version__)
        with self.told(repo):
            try:
                info = api.model_info(repo, revision=revision, files_metadata=True, timeout=patience_s)
                return Listing(str(info.sha or revision), tuple(_remote(one) for one in info.siblings or ()))
            except (KeyError, TypeError, ValueError) as error:
                if isinstance(error, HfHubHTTPError):
                    raise
                raise DownloadError(
                    marked("what answers at {endpoint} is not the hub", endpoint=self.endpoint),
                    advice=marked(
                        "log in to this network in a browser if it asks for that, check the proxy, and try again"
                    ),
                ) from error

    @contextmanager
    def stream(
        self, repo: str, commit: str, path: str, *, offset: int, patience_s: float
    ) -> Iterator[httpx2.Response]:
        """The bytes of a file from `offset` on; the status is 206 if the hub leaves out those before, else 200.

        Raises the client's own errors, so that the caller can tell what is worth another try.
        """
        headers = build_hf_headers(token=self._token, library_name="sotto", library_version=desktop.__version__) | {
            "accept-encoding": "identity"
        }
        if offset:
            headers["range"] = f"bytes={offset}-"
        url = hf_hub_url(repo, path, revision=commit, endpoint=self.endpoint)
        timeout = httpx2.Timeout(patience_s, connect=min(patience_s, _CONNECT_S))
        with get_session().stream("GET", url, headers=headers, timeout=timeout) as response:
            if response.is_error:
                response.read()
            hf_raise_for_status(response)
            yield response

    @contextmanager
    def told(self, repo: str) -> Iterator[None]:
        """Turn the client's errors into a DownloadError that says what to do."""
        try:
            yield
        except OfflineModeIsEnabled as error:
            raise DownloadError(
                marked("HF_HUB_OFFLINE forbids the network"), advice=marked("unset it, and try again")
            ) from error
        except HfHubHTTPError as error:
            raise _refusal(repo, self.endpoint, error) from error
        except httpx2.ConnectError as error:
            advice = marked(
                "check the connection and the proxy; everything that is installed works without a network"
            )
            raise DownloadError(
                marked("{endpoint} cannot be reached", endpoint=self.endpoint), advice=advice
            ) from error
        except httpx2.TimeoutException as error:
            raise DownloadError(marked("the network is too slow or stands still"), advice=_GO_ON) from error
        except httpx2.HTTPError as error:
            raise DownloadError(marked("the connection broke off: {error}", error=error), advice=_GO_ON) from error


def _remote(sibling: object) -> RemoteFile:
    """Raises TypeError when the hub left out what belongs to a file."""
    path, size = getattr(sibling, "rfilename", None), getattr(sibling, "size", None)
    lfs = getattr(sibling, "lfs", None)
    if not isinstance(path, str) or not isinstance(size, int):
        raise TypeError("a file without its name or size")
    sha256 = "" if lfs is None else str(lfs.sha256)
    return RemoteFile(
        path, size if lfs is None else int(lfs.size), sha256, str(getattr(sibling, "blob_id", "") or "")
    )


def _refusal(repo: str, endpoint: str, error: HfHubHTTPError) -> DownloadError:
    status = error.response.status_code
    match error:
        case GatedRepoError():
            what = marked("{repo} is given only to those who accept its terms", repo=repo)
            advice = marked(
                "accept them at {endpoint}/{repo}, set HF_TOKEN to a token of yours, and try again",
                endpoint=endpoint,
                repo=repo,
            )
        case RevisionNotFoundError() | EntryNotFoundError() | RepositoryNotFoundError():
            what = marked("{repo} does not hold on the hub what the catalogue says", repo=repo)
            advice = marked("install a newer Sotto, or choose another model")
        case _ if status in (401, 403):
            what = marked("the hub refuses {repo} ({status})", repo=repo, status=status)
            advice = marked("check the token in HF_TOKEN, or unset it, and try again")
        case _ if status == 429:
            what, advice = marked("the hub asks for fewer requests"), marked("try again in some minutes")
        case _:
            what = marked("the hub answers with an error ({status})", status=status)
            advice = marked("try again later")
    return DownloadError(what, advice=advice)


_GO_ON = marked("try again: what has arrived is kept")
