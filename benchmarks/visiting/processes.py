"""The web processes of a site under load: begun, measured and ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from benchmarks.child_processes import ROOT, die_with_parent, free_port, kill

_PATIENCE = 120.0


class Site:
    """So many web processes on one database, each at a port of its own.

    Parameters
    ----------
    workers
        Whether each has a worker beside it, as `confab serve` has when nothing else is said.
    """

    def __init__(self, url: str, processes: int, folder: Path, *, workers: bool = False) -> None:
        self.ports = [free_port() for _ in range(processes)]
        kept = {name: v for name, v in os.environ.items() if not name.startswith("CONFAB_")}
        environment = kept | {
            "CONFAB_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(ROOT), kept.get("PYTHONPATH", "")]),
        }
        self._log = (folder / "site.log").open("ab")
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
                + ["--no-worker"] * (not workers),
                cwd=folder,
                env=environment | {"CONFAB_BASE_URL": f"http://127.0.0.1:{port}"},
                stdout=self._log,
                stderr=self._log,
                preexec_fn=die_with_parent,
            )
            for port in self.ports
        ]
        for port in self.ports:
            self._wait_for(port)

    def _wait_for(self, port: int) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                if time.monotonic() > until:
                    raise
            time.sleep(0.2)

    def megabytes(self) -> list[float]:
        """Resident memory of each process."""
        return [self._status(pid, "VmRSS:") / 1024 for pid in self._pids()]

    def cpu_seconds(self) -> float:
        """Processor time that all processes have taken so far."""
        ticks = os.sysconf("SC_CLK_TCK")
        total = 0
        for pid in self._pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / ticks

    def _pids(self) -> list[int]:
        """Give the web processes, each before its worker if it has one."""
        found = []
        for each in self._processes:
            threads = Path(f"/proc/{each.pid}/task").glob("*/children")
            found += [each.pid, *(int(pid) for of in threads for pid in of.read_text().split())]
        return found

    def _status(self, pid: int, name: str) -> int:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
        return 0

    def end(self) -> None:
        """End every process."""
        for process in self._processes:
            kill(process)
        self._log.close()
