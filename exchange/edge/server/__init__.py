"""HTTP server: listening, TLS, connections and slow callers."""
