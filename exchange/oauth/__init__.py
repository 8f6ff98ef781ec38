"""OAuth authorization server: for partners, case-management systems and hubs alike (protocol section 3)."""

from exchange.oauth.clients import Client
from exchange.oauth.routes import oauth_routes

__all__ = ["Client", "oauth_routes"]
