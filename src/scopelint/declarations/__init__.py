# What the author granted, and where: read from what `log_model` was given.
