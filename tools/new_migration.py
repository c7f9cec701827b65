"""Write a migration from what the rows have become: tools/new_migration.py "message"."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> int:
    """Upgrade an empty database, compare it with the rows, write the difference."""
    from alembic import command

    from api.db.engine import make_engine
    from api.db.migrate import FOLDER, alembic_config, upgrade
    from api.rows import metadata

    if len(sys.argv) != 2:
        sys.stderr.write('usage: tools/new_migration.py "what changes"\n')
        return 2
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/empty.sqlite")
        upgrade(engine)
        config = alembic_config(engine)
        config.attributes["metadata"] = metadata()
        number = len(list((FOLDER / "versions").glob("*.py"))) + 1
        command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
