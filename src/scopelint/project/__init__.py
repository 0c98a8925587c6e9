# The units linked together: names, values, calls, phases, identities. An abstract interpreter of facts.
