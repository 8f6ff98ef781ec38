"""Page texts: every word of the pages, German first, in plain words (B1); one module a room, each with its `TEXTS`."""
