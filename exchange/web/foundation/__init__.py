"""Page foundation: the table's rows, sessions, forms, words and templates that every page stands on."""
