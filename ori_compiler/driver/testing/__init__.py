"""The test runner: finding tests, running them in workers, judging and keeping what came of it."""
