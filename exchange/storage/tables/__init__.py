"""Table definitions: what the columns are; which rows mean what is said in `exchange.storage`."""
