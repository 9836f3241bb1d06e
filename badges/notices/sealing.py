"""Sealing: addresses that hold tokens are kept so that a copy of the database alone opens nothing."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken


class Unsealed(ValueError):  # noqa: N818 - it says what cannot be had.
    """It was sealed under another secret key, so nobody can read it any more."""


def seal(secret_key: str, text: str) -> bytes:
    """The text, readable only with this installation's secret key."""
    return _fernet(secret_key).encrypt(text.encode())


def unseal(secret_key: str, sealed: bytes) -> str:
    """The text again. Raises Unsealed where the secret key has changed."""
    try:
        return _fernet(secret_key).decrypt(sealed).decode()
    except InvalidToken:
        raise Unsealed("It was kept under another secret key. Please set it up again.") from None


def derived(secret_key: str, purpose: str, seed: bytes = b"") -> bytes:
    """32 bytes that follow from the secret key for one purpose and from nothing else."""
    return hmac.digest(secret_key.encode(), purpose.encode() + b"\0" + seed, hashlib.sha256)


@cache
def _fernet(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(secret_key, "addresses of channels")))
