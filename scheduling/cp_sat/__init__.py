"""Models over edges and slots for CP-SAT, whole events or a part of one."""
