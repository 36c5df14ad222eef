"""What compiled Ori costs beside C and Rust."""
