"""Runtime: worker, log signer, restore guard and plugins, which run beside the HTTP edge."""
