"""Key validation: public keys that look like keys and protect nothing. Each check answers True for a key to refuse."""

_MODULUS_BITS = range(2048, 8193)
_EXPONENTS = range(65537, 2**32)

# ROCA (CVE-2017-15361): such a modulus lies, for each of these primes, in the subgroup that 65537 generates.
_ROCA_PRIMES = [n for n in range(3, 168) if all(n % divisor for divisor in range(2, n))]
_ROCA_RESIDUES = {prime: frozenset(pow(65537, k, prime) for k in range(prime)) for prime in _ROCA_PRIMES}

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
# The y coordinates of the eight points of small order: 0, ±1 and the two of order eight.
_ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL = frozenset({0, 1, _P - 1, _ORDER_EIGHT, _P - _ORDER_EIGHT})


def rsa_is_weak(modulus: int, exponent: int) -> bool:
    """Say whether an RSA key is under 2048 bits, has an exponent outside 2^16..2^32, or is of the ROCA family."""
    if modulus.bit_length() not in _MODULUS_BITS or modulus % 2 == 0:
        return True
    if exponent not in _EXPONENTS:
        return True
    return all(modulus % prime in residues for prime, residues in _ROCA_RESIDUES.items())


def ed25519_is_weak(raw: bytes) -> bool:
    """Say whether 32 bytes are no canonical point of edwards25519, or a point of small order (RFC 8032)."""
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _P or y in _SMALL:
        return True
    # x² = u / v has a solution exactly when u·v is a square (Euler).
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    return pow(u * v, (_P - 1) // 2, _P) != 1
