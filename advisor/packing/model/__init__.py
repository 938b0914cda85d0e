"""The packing problem, its arrays, and the solver of linear programs."""
