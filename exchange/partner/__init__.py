"""Partner's side: the other side in a box, what a partner needs to receive, verify, open and acknowledge.

Start with `exchange.partner.partner.Partner`. All state is files in one folder; `folder` says which.
"""
