# Properties that hold for every agent, by hypothesis.
