# One unit by itself as plain data. The last place that knows libcst.
