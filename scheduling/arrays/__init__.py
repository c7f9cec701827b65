"""The problem compiled once: who may meet whom, when, at which tables; and a plan over it."""
