# Report -> text, one file per format, no decisions: what is told was decided by the checks.
"""Renderers of a report. They see `scopelint.model` and nothing else."""
