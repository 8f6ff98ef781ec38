"""The steps by which the databases came to be: expand, migrate, contract. Never changed once released."""
