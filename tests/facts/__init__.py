"""Tests of the facts of one unit."""
