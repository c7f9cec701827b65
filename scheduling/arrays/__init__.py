"""The problem compiled once for the solvers, and a plan of edges and slots over it."""
