# The way in. Nothing is imported here: `scopelint --version` must not wait for what it does not use.
"""The command line."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from scopelint.cli.command import scopelint

    scopelint()
