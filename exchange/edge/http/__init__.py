"""HTTP conventions: what every answer shares: body limits, problems (RFC 9457), rate limits, traces."""
