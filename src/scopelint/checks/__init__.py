# One file per check, an explicit registry, and the one place for ignores.
