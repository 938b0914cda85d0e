"""Tests, one module for each module of the advisor and some for the whole."""
