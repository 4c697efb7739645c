"""The file: TOML in, with the line of everything that is wrong."""
