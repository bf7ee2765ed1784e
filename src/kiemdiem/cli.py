"""The `kiemdiem` command."""
