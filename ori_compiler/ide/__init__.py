"""What editors ask about a program: hover, definitions, outline. Offsets and plain values, no protocol."""
