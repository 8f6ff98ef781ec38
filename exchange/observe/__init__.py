"""Observability: what operators see of a running hub, its log and its figures. Neither can hold personal data."""
