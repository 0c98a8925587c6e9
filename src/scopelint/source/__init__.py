# Finding inputs, and turning any format into Python text with a map back to what a person sees.
