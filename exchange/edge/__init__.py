"""The HTTP edge all faces share: errors as problems, bodies within limits, traces, and who may call."""

from exchange.edge.application import app

__all__ = ["app"]
