"""Rights of the person: what they may see, in plain words, of all that happened to what is kept of them."""
