"""Tests, in folders named after the packages that they test; those of single modules and of the whole stand here."""
