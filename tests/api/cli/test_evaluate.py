"""`confab evaluate` names what it does not know."""

import pytest

from api.cli.evaluate import evaluate
from api.faults import InputFaults


def test_an_unknown_set_is_refused():
    with pytest.raises(InputFaults, match="weather"):
        evaluate("weather", True, False)
