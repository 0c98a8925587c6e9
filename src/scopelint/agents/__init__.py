# Agents: entries with everything they import, paired with the declarations that ship with them.
"""Agents."""

from scopelint.agents.agent import Agent, Policy

__all__ = ["Agent", "Policy"]
