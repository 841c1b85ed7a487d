"""How long the certificate lasts that readers are shown under the installation's own name."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime

from cryptography import x509

WITHIN = 2.0
"""Seconds: a page waits for this."""


def ends_at(host: str, port: int = 443) -> datetime | None:
    """Asks the proxy for its certificate, whoever signed it: the question is when it ends, not whether it is trusted.
    None when nobody answers there."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=WITHIN) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            shown = secured.getpeercert(binary_form=True)
    except OSError:
        return None
    return x509.load_der_x509_certificate(shown).not_valid_after_utc if shown else None
