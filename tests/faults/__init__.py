"""What must hold when things go wrong: kills, power loss, a full disk, two of everything, any order of events."""
