"""What a project says about itself, in the `ori.toml` of its folder."""
