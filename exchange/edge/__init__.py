"""HTTP edge: errors as problems, bodies within limits, traces, and who may call; shared by all faces."""

from exchange.edge.application import app

__all__ = ["app"]
