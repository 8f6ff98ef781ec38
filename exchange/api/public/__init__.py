"""Public API: the evidence log, the problems, the state of the hub, the description of the API, for anybody."""
