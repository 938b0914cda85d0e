"""The version of the advisor: read by the build, printed in every result."""

__version__ = "0.1.0"
