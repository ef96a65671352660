# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A Hub over TLS whose certificate comes from an authority of a company's own."""

import datetime
import http.server
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.http import Http

x509 = pytest.importorskip("cryptography.x509", reason="it makes the authority")


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Its certificate; beside it `server.pem`, with the key, for this computer."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def name(words: str) -> object:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, words)])

    now = datetime.datetime.now(datetime.UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    made = []
    for key, words in zip(keys, ("A company", "127.0.0.1"), strict=True):
        is_authority = key is keys[0]
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(words))
            .issuer_name(name("A company"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        )
        if not is_authority:
            here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            builder = builder.add_extension(x509.SubjectAlternativeName([here]), critical=False)
        made.append(builder.sign(keys[0], hashes.SHA256()))
    pem = serialization.Encoding.PEM
    key_pem = keys[1].private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "server.pem").write_bytes(key_pem + made[1].public_bytes(pem))
    (tmp_path / "authority.pem").write_bytes(made[0].public_bytes(pem))
    return tmp_path / "authority.pem"


@pytest.fixture
def address(authority: Path) -> Iterator[str]:
    """Where the server listens."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.with_name("server.pem"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_authority_that_nobody_knows_is_said(address: str) -> None:
    http_client = Http(address)
    with pytest.raises(AppError) as caught:
        http_client.get_text(f"{address}/page")
    assert caught.value.problem is Problem.CERTIFICATE_UNKNOWN
    http_client.close()


def test_an_authority_of_the_company_is_believed(
    address: str, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's list of authorities holds it, as an administrator puts it there."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    http_client = Http(address)
    assert http_client.get_text(f"{address}/page") == ("hello", "text/plain")
    http_client.close()
