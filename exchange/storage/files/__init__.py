"""What lies in files beside the database: attachments, and the published log."""
