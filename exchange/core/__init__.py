"""Functional core: the values of the exchange and the rules that judge them. No clock, chance, file or network."""
