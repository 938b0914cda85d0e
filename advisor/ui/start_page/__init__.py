"""The parts of the page Start: the first question, the examples, and what opens a requirement."""
