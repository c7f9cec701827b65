"""Write the generated pages of docs/: settings, commands, benchmarks. A test compares them."""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
import textwrap
from pathlib import Path
from typing import Any

import typer

from api.cli.application import app
from api.settings import Settings
from benchmarks.page import PLOT, page, plot

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Made by `make docs`; do not edit. -->\n"


def settings_page() -> str:
    """List every setting with its default and its meaning."""
    meanings = _meanings()
    lines = [
        "# Settings\n",
        NOTE,
        "Confab reads environment variables, or a file `.env` in the folder it is started in. "
        "The defaults suit one machine.\n",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = field.default
        text = str(default.get_secret_value() if hasattr(default, "get_secret_value") else default)
        shown = f"`{text}`" if text else ""
        meaning = meanings.get(name) or _words(name)
        lines.append(f"| `CONFAB_{name.upper()}` | {shown} | {meaning} |")
    return "\n".join(lines) + "\n"


def _meanings() -> dict[str, str]:
    """Read the string below each setting in the source."""
    parsed = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body[0]
    assert isinstance(parsed, ast.ClassDef)
    body = parsed.body
    return {
        field.target.id: " ".join(text.value.value.split()).replace("``", "`")
        for field, text in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }


def _words(name: str) -> str:
    words = name.replace("_", " ").replace("smtp", "mail server's")
    return words[0].upper() + words[1:] + "."


def commands_page() -> str:
    """Describe every command with its arguments and options."""
    root = typer.main.get_command(app)
    lines = ["# Commands\n", NOTE]
    for path, command in _commands(root, "confab"):
        lines.append(f"## `{path}`\n")
        lines.append((command.help or "").strip() + "\n")
        rows = [row for parameter in command.params if (row := _row(parameter))]
        if rows:
            lines += ["| | default | |", "|---|---|---|", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def _commands(command: Any, path: str) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(path, command)]
    found: list[tuple[str, Any]] = []
    for name, child in command.commands.items():
        found += _commands(child, f"{path} {name}")
    return found


def _row(parameter: Any) -> str | None:
    if "--help" in parameter.opts:
        return None
    if parameter.param_type_name == "argument":
        name = parameter.name.upper()
    else:
        name = ", ".join(parameter.opts + parameter.secondary_opts)
    default = parameter.default
    shown = "" if default in (None, False, (), ...) or callable(default) else f"`{default}`"
    return f"| `{name}` | {shown} | {getattr(parameter, 'help', None) or ''} |"


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    return {
        ROOT / "docs/operator/settings.md": settings_page(),
        ROOT / "docs/operator/commands.md": commands_page(),
        ROOT / "docs/benchmarks.md": page(),
    }


def main() -> int:
    """Write the pages that differ."""
    for path, text in pages().items():
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    picture, drawn = ROOT / "docs" / PLOT, plot()
    if drawn and (not picture.exists() or picture.read_bytes() != drawn):
        picture.write_bytes(drawn)
        sys.stdout.write(f"wrote {picture.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
