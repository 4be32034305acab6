"""Where published tables go beside the snapshot's database: one module a target."""
