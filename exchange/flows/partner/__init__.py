"""Partners: enrolment, the directory, webhooks and the calls to them."""
