"""Seals what must not be read in a copy of the database: under a key that the database does not hold.

The key comes from the bot's own tokens, which are in its environment. What is sealed is padded, so that its length does
not tell how much was written (docs/adr/0009-surveys-are-sealed.md).
"""

import secrets
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

SMALLEST = 16 * 1024
"""Bytes: no draft of the ready templates is longer, so all are of one length. Longer words are padded to twice that."""

_NONCE = 12
_LENGTH = 4


class SealedElsewhere(Exception):  # noqa: N818  It names the situation.
    """None of the keys opens it: the tokens have been changed since."""


class Sealing:
    """Knows the keys; knows nothing of what it seals. `about` says what it is, so that one cannot stand for another."""

    def __init__(self, *tokens: str) -> None:
        """The first token seals, each opens. Without any: a key that lasts as long as this process."""
        self._secrets: Sequence[bytes] = [token.encode() for token in tokens] or [secrets.token_bytes(32)]

    def seal(self, words: bytes, about: str) -> bytes:
        """The words as nobody can read them without the key, in one of a few lengths."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._keys[0].encrypt(nonce, _padded(words), about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """The words again. Raises SealedElsewhere."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415

        for key in self._keys:
            try:
                padded = key.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
            except InvalidTag:
                continue
            return padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH])]
        raise SealedElsewhere

    @cached_property
    def _keys(self) -> "list[ChaCha20Poly1305]":
        """Made when the first survey needs them: the library takes a tenth of a second to load."""
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        derived = (HKDF(SHA256(), 32, salt=None, info=b"letuchka surveys").derive(one) for one in self._secrets)
        return [ChaCha20Poly1305(key) for key in derived]


def _padded(words: bytes) -> bytes:
    whole = len(words).to_bytes(_LENGTH) + words
    length = SMALLEST
    while length < len(whole):
        length *= 2
    return whole.ljust(length, b"\0")
