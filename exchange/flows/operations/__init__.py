"""Operations: readiness, key rotation, and sweeping away what nobody needs."""
