"""Federation: what hubs, their anchor and their witnesses owe each other."""
