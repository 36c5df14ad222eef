"""Lets every test import `corpus`, `mutation` and `checking`, which stand beside this file."""
