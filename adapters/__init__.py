"""Ways out to partners' systems. An adapter sees sealed bytes only and knows nothing of the hub but `contract`."""
