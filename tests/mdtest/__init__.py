# The harness of the Markdown suites: headings are projects, comments are assertions.
