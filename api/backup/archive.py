"""The file of a backup: a ZIP with one file of JSON lines a table, and a list of what is in it."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import BaseModel, ValidationError

from api.faults import InputFault, InputFaults
from api.formats.packed import DAMAGES

FORMAT = 1
_LIST = "manifest.json"
# A list of tables is short; more is no backup of ours.
_LIST_LIMIT = 10 * 1024 * 1024


class TableEntry(BaseModel):
    """One table: ``rows`` lines, each a JSON list of values in the order of ``columns``."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds, and of which shape; ``revision`` is the newest migration applied."""

    format: int
    release: str
    revision: str
    made_at: str
    tables: list[TableEntry]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


class ArchiveWriter:
    """Writes tables one after the other; see `written`."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._tables: list[TableEntry] = []

    def put(self, name: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
        """Write one table; values are what JSON knows."""
        digest, count = hashlib.sha256(), 0
        with self._file.open(f"tables/{name}.jsonl", "w", force_zip64=True) as entry:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                entry.write(line)
                count += 1
        self._tables.append(
            TableEntry(name=name, columns=columns, rows=count, sha256=digest.hexdigest())
        )

    def close(self, release: str, revision: str, made_at: str) -> Manifest:
        """Write the list, last: without it the file is no backup."""
        manifest = Manifest(
            format=FORMAT, release=release, revision=revision, made_at=made_at, tables=self._tables
        )
        self._file.writestr(_LIST, manifest.model_dump_json(indent=1))
        return manifest


@contextmanager
def written(out: Path) -> Iterator[ArchiveWriter]:
    """Write a backup whole or not at all: beside its place, for its owner alone, then renamed.

    Raises
    ------
    InputFaults
        There is such a file already, or none can be written there.
    """
    _refuse_present(out)
    try:
        beside = tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False)  # noqa: SIM115 - renamed, not deleted
    except OSError as error:
        raise InputFaults(
            [InputFault(str(out), f"It cannot be written ({error.strerror}).", "Choose a folder.")]
        ) from error
    part = Path(beside.name)
    try:
        with beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as file:
            yield ArchiveWriter(file)
        with part.open("rb+") as file_on_disk:
            os.fsync(file_on_disk.fileno())
        _refuse_present(out)
        part.rename(out)
    finally:
        part.unlink(missing_ok=True)


def _refuse_present(out: Path) -> None:
    if out.exists():
        raise InputFaults(
            [InputFault(str(out), "There is such a file already.", "Give another name.")]
        )


class ArchiveReader:
    """Reads a backup whose every byte was checked first; a context manager.

    Raises
    ------
    InputFaults
        It is no backup, is damaged, or is of a later format.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with ExitStack() as opened:
            try:
                data = opened.enter_context(path.open("rb"))
            except OSError as error:
                raise self._fault(
                    f"It cannot be read ({error.strerror}).", "Check the path."
                ) from error
            try:
                self._file = opened.enter_context(zipfile.ZipFile(data))
                self.manifest = self._list()
                for table in self.manifest.tables:
                    self._check(table)
            except DAMAGES as error:
                raise self._damaged() from error
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def rows(self, table: TableEntry) -> Iterator[list[Any]]:
        """Give the rows of a table."""
        with self._file.open(f"tables/{table.name}.jsonl") as entry:
            for line in entry:
                yield json.loads(line)

    def _list(self) -> Manifest:
        if self._file.getinfo(_LIST).file_size > _LIST_LIMIT:
            raise ValueError("too long a list")
        found = json.loads(self._file.read(_LIST))
        if isinstance(found, dict) and found.get("format", FORMAT) > FORMAT:
            raise self._fault(
                "It was made by a newer release of Confab.", "Upgrade Confab, then bring it back."
            )
        try:
            return Manifest.model_validate(found)
        except ValidationError as error:
            raise ValueError("a list of another form") from error

    def _check(self, table: TableEntry) -> None:
        digest, count = hashlib.sha256(), 0
        with self._file.open(f"tables/{table.name}.jsonl") as entry:
            for line in entry:
                digest.update(line)
                count += 1
        if (digest.hexdigest(), count) != (table.sha256, table.rows):
            raise ValueError(f"{table.name} is not what was written")

    def _damaged(self) -> InputFaults:
        return self._fault("It is no whole backup of Confab.", "Take another copy of it.")

    def _fault(self, what: str, remedy: str) -> InputFaults:
        return InputFaults([InputFault(str(self._path), what, remedy)])
