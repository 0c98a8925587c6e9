# The rule table as types: what stands in rules/*.toml, read, validated and indexed.
