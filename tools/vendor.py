"""Copy the front-end files we ship out of their npm packages, with licence and checksums.

Node is needed only to run this, when a version is bumped; what it wrote is committed and a test
hashes it again. Each package lands in ``NAME-VERSION/``, and ``vendor.lock`` beside it says from
where: version, licence, the registry's sha512 of the tarball, the sha512 of every file.

    .venv/bin/python tools/vendor.py
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "templates" / "static" / "vendor"
TEST_ONLY = ROOT / "tests" / "browser" / "vendor"

ICONS = (
    "accessibility", "arrow-left", "ban", "calendar-days", "check", "circle-alert",
    "circle-check", "clock", "coffee", "download", "handshake", "house", "info", "lock",
    "mail", "map-pin", "message-circle", "printer", "send",
    "table-2", "triangle-alert", "user-round", "users", "utensils", "volume-x", "x",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package and the files wanted from it (paths inside the package)."""

    name: str
    version: str
    target: Path
    files: tuple[str, ...]

    @property
    def folder(self) -> str:
        """``NAME-VERSION``, the scope dropped."""
        return f"{self.name.rsplit('/', 1)[-1]}-{self.version}"


PACKAGES = (
    Package("@picocss/pico", "2.1.1", SHIPPED, ("css/pico.min.css", "LICENSE.md")),
    Package(
        "htmx.org", "4.0.1", SHIPPED, ("dist/htmx.min.js", "dist/ext/hx-sse.min.js", "LICENSE")
    ),
    Package("lucide-static", "1.62.0", SHIPPED, (*(f"icons/{i}.svg" for i in ICONS), "LICENSE")),
    Package("axe-core", "4.14.1", TEST_ONLY, ("axe.min.js", "LICENSE")),
)


def sha512(content: bytes) -> str:
    """Hex digest of a file's content."""
    return hashlib.sha512(content).hexdigest()


def fetch(package: Package, into: Path) -> tuple[Path, str]:
    """Download the package's tarball; its path and ``sha512-BASE64`` as npm states it.

    Raises
    ------
    SystemExit
        npm is missing or refused, or the tarball is not the one the registry promises.
    """
    if shutil.which("npm") is None:
        raise SystemExit("vendor: npm is not installed; it comes with Node.")
    wanted = f"{package.name}@{package.version}"
    packed = subprocess.run(  # noqa: S603 - the arguments are the constants above
        ["npm", "pack", wanted, "--json", "--pack-destination", str(into)],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
    )
    if packed.returncode != 0:
        raise SystemExit(f"vendor: npm pack {wanted} failed:\n{packed.stderr}")
    report = json.loads(packed.stdout)[0]
    tarball = into / Path(report["filename"]).name
    digest = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != report["integrity"]:
        raise SystemExit(f"vendor: {wanted} does not match the registry's checksum.")
    return tarball, digest


def unpack(package: Package, tarball: Path) -> tuple[dict[str, str], str]:
    """Write the wanted files flat into the target; their checksums and the stated licence."""
    folder = package.target / package.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    checksums: dict[str, str] = {}
    with tarfile.open(tarball) as archive:
        for wanted in ("package.json", *package.files):
            member = archive.extractfile(f"package/{wanted}")
            if member is None:
                raise SystemExit(f"vendor: {package.folder} holds no file {wanted}.")
            content = member.read()
            if wanted == "package.json":
                licence = str(json.loads(content)["license"])
                continue
            name = Path(wanted).name
            (folder / name).write_bytes(content)
            checksums[name] = sha512(content)
    return checksums, licence


def main() -> None:
    """Fetch every package afresh and rewrite both lock files."""
    locks: dict[Path, dict[str, object]] = {SHIPPED: {}, TEST_ONLY: {}}
    for target in locks:
        for stale in (path for path in target.glob("*") if path.is_dir()):
            shutil.rmtree(stale)
    with tempfile.TemporaryDirectory() as temporary:
        for package in PACKAGES:
            tarball, integrity = fetch(package, Path(temporary))
            checksums, licence = unpack(package, tarball)
            locks[package.target][package.folder] = {
                "package": package.name,
                "version": package.version,
                "licence": licence,
                "integrity": integrity,
                "files": dict(sorted(checksums.items())),
            }
            sys.stdout.write(f"{package.folder}: {len(checksums)} files, {licence}\n")
    for target, lock in locks.items():
        (target / "vendor.lock").write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
