"""What every HTTP answer shares: body limits, problems (RFC 9457), rate limits, traces."""
