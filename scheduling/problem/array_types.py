"""Types of arrays by the width of their numbers, the same in every room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bool = NDArray[np.bool_]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
# Row numbers as NumPy's own searches give them.
Index = NDArray[np.intp]
