"""Lets every test import `corpus`, which stands beside this file."""
