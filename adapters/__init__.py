"""Delivery adapters: ways out to partners' systems. One sees sealed bytes only, and of the hub `contract`."""
