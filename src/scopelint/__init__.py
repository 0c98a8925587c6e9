"""Lints what a Databricks agent's code reaches against the auth policy it ships with."""

__version__ = "0.1.0"
