"""`oric debug`: debugging in editors, by the Debug Adapter Protocol."""
