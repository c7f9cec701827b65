"""Text to unit vectors; knows nothing of people."""

from embeddings.cache import MemoryStore, VectorStore, embed, text_hash
from embeddings.encoder import Encoder, Progress
from embeddings.hashing import HashingEncoder
from embeddings.maxsim import Best, Planes, best_pairs, maxsim
from embeddings.ragged import Ragged
from embeddings.sentence import ModelFault, SentenceEncoder

__all__ = [
    "Best",
    "Encoder",
    "HashingEncoder",
    "MemoryStore",
    "ModelFault",
    "Planes",
    "Progress",
    "Ragged",
    "SentenceEncoder",
    "VectorStore",
    "best_pairs",
    "embed",
    "maxsim",
    "text_hash",
]
