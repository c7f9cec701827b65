"""What reading a packed (ZIP) file raises once its bytes were changed on the way."""

import struct
import zipfile
import zlib

# By changing every byte of small archives to every value: RuntimeError is a flag of encryption or
# (NotImplementedError) a version or method unknown here; ValueError a name that is no text or a
# place before the start; OSError and OverflowError such a place in a file on disk.
DAMAGES = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, EOFError, OSError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip
