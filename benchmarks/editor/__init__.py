"""What a keystroke costs in editors: our language server beside those of Python."""
