"""Answers worked out beside the server: worker processes, a queue with a fair share for each session, limits."""
