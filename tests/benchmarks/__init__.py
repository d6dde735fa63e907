"""Benchmarks: seeded volumes, time, queries and memory, always beside a reference in the same run."""
