"""Tests of reading and finding sources."""
