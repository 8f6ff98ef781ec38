"""Federation: what an anchor says of hubs and partners, and how far that is believed (OpenID Federation 1.1)."""
