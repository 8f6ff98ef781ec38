"""Security events (SETs, RFC 8417): acknowledgements and feedback, as a partner sends them."""
