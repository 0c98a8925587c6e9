# Recorded calls matched with the rules of the table: what the agent reaches, and as whom.
