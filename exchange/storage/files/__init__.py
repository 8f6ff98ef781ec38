"""File storage: what lies beside the database: attachments, and the published log."""
