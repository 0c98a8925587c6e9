# Tools for those who work on scopelint: what is written twice, surveys of real agents. Not in the wheel.
"""Development tools; run them as `python -m scopelint._dev`."""
