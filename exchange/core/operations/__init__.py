"""Operations: health checks of an installation, readiness, key rotation, and sweeping away what nobody needs."""
