# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The one HTTP client: whom it may ask, who gets the token, and what answers mean.

Redirects are followed here, one by one, because each hop has to keep the rules:
- https only; plain http only on this computer or to the host that the person entered as the Hub;
- never from a public address to a private one;
- the token goes to the exact origin of the Hub (scheme, host and port), and to nobody else;
- even there only over TLS (or on this computer), and only after the Hub has refused to answer
  without: for what is open to everyone nobody is told who asks.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.gate import meaning
from desktop.services.addresses import Place, may_be_told, redirect_refusal, refusal, retry_after
from desktop.services.proxies import system_proxy
from desktop.services.stop import Stop

if TYPE_CHECKING:
    import httpx

log = logging.getLogger("desktop.http")

HUB = "https://huggingface.co"
MOST_REDIRECTS = 5
LARGEST_LISTING = 64 << 20  # bytes; 100,000 files take 25 MB
PORTAL = 511  # RFC 6585: the network wants a login first
REDIRECTS = (301, 302, 303, 307, 308)


class Answer:
    """An open answer; its body is read while the `with` block of Http.open lasts.

    Attributes:
        status, headers: of the last hop. first: the headers of the first one, in which the Hub
            says what it knows of a file. hops: how many answers were redirects.
        signed: the last request carried the token.
    """

    def __init__(
        self,
        response: "httpx.Response",
        first: Mapping[str, str],
        hops: int,
        signed: bool,
        stop: Stop,
        direct: bool = False,
    ) -> None:
        self._response, self._stop, self._direct = response, stop, direct
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.first = first
        self.hops, self.signed = hops, signed

    def chunks(self, most: int = 1 << 16) -> Iterator[bytes]:
        """The body as it comes, without its content encoding, about `most` bytes at a time.

        Raises AppError OFFLINE when it is cut or nothing comes for too long, Cancelled on stop.
        """
        with translated(self._stop):
            for chunk in self._large_chunks(most) or self._response.iter_bytes():
                if self._stop.is_set():
                    raise Cancelled
                yield chunk
            if self._stop.is_set():  # which ends the connection as if the body were over
                raise Cancelled

    def _large_chunks(self, most: int) -> Iterator[bytes] | None:
        """A plain body of known length in large pieces, straight from the connection.

        httpx takes 64 KB at a time through five generators, which costs more than the network. None
        for every other body. The first piece is httpx's: it may have come with the headers.
        """
        length, names = self.headers.get("content-length", ""), self.headers
        plain = "content-encoding" not in names and "transfer-encoding" not in names
        stream = self._response.extensions.get("network_stream")
        connection = stream.get_extra_info("socket") if stream is not None else None
        if not (plain and length.isdecimal() and self._direct):
            return None
        if not isinstance(connection, socket.socket):
            return None
        return _received(self._response.iter_raw(), connection, int(length), most)

    def check(self) -> None:
        """AppError when the status says that there is no content."""
        if self.status in (200, 206):
            return
        code = self.headers.get("x-error-code", "")
        detail = f"status {self.status} {code}".strip()
        seconds = retry_after(self.headers.get("retry-after", ""), time.time())
        if self.status == 429:
            raise AppError(Problem.TOO_MANY_REQUESTS, detail=detail, seconds=seconds)
        if self.status == 408 or (self.status >= 500 and self.status != PORTAL):
            raise AppError(Problem.SERVER_FAILED, detail=detail, seconds=seconds)
        words = self.headers.get("x-error-message", "")
        refusal = meaning(self.status, code, words, self.signed)
        if refusal is not None:
            raise AppError(refusal, detail=detail)
        if self.status in (404, 410):
            raise AppError(Problem.NOT_FOUND, detail=detail)
        raise AppError(Problem.WRONG_ANSWER, detail=detail, portal=self.status == PORTAL)


class Http:
    """Blocking, for any number of threads.

    Args:
        hub: address of the Hub; the person may have entered another one.
        token: gives the Hub's token or "".
        proxy: through which a place is asked, "" for none.
        connect, silence: seconds to wait for a connection, and for the next bytes.
    """

    def __init__(
        self,
        hub: str = HUB,
        token: Callable[[], str] = lambda: "",
        *,
        proxy: Callable[[Place], str] = system_proxy,
        version: str = "0",
        connect: float = 10.0,
        silence: float = 20.0,
    ) -> None:
        self.hub = hub
        self._token, self._proxy = token, proxy
        self._agent = f"jewelbox/{version}"
        self._connect, self.silence = connect, silence
        self._clients: dict[str, httpx.Client] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def open(
        self,
        address: str,
        stop: Stop | None = None,
        headers: Mapping[str, str] | None = None,
        token: str = "",
    ) -> Iterator[Answer]:
        """Ask for an address, follow its redirects, and read the answer inside the block.

        Args:
            token: sent at once instead of the kept one, to the Hub only.

        Raises AppError: OFFLINE, FORBIDDEN_ADDRESS, WRONG_ANSWER (too many redirects); Cancelled.
        """
        stop = stop or Stop()
        trusted = Place.of(self.hub)
        place = Place.of(address)
        self._insist(refusal(place, trusted), address)
        first: Mapping[str, str] | None = None
        hops, tried = 0, bool(token)
        while hops <= MOST_REDIRECTS:
            secret = token if may_be_told(place, trusted) else ""
            led = hops > 0 and not Place.of(address).is_private and place.host != trusted.host
            with self._send(place, stop, headers or {}, secret, led=led) as response:
                if response.status_code == 401 and not tried and may_be_told(place, trusted):
                    tried, token = True, self._token()
                    if token:
                        continue
                first = response.headers if first is None else first
                if response.status_code not in REDIRECTS:
                    direct = not self._proxy(place)  # else its socket may hold TLS within TLS
                    yield Answer(response, first, hops, bool(secret), stop, direct)
                    return
                target = place.join(response.headers.get("location", ""))
                self._insist(redirect_refusal(place, target, trusted), target.address, led=True)
                place = target
                hops += 1
        raise AppError(Problem.WRONG_ANSWER, detail="too many redirects", portal=True)

    def get_text(
        self, address: str, stop: Stop | None = None, largest: int = 2_000_000, token: str = ""
    ) -> tuple[str, str]:
        """A page's text and its media type. AppError; WRONG_ANSWER when it is larger."""
        headers = {"Accept": "text/plain, text/html;q=0.9, */*;q=0.5", "Accept-Language": "en"}
        with self.open(address, stop, headers, token) as answer:
            answer.check()
            body = bytearray()
            for chunk in answer.chunks():
                body += chunk
                if len(body) > largest:
                    raise AppError(Problem.WRONG_ANSWER, detail=f"more than {largest} bytes")
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return body.decode("utf-8", "replace"), kind

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        while self._clients:
            self._clients.popitem()[1].close()

    @contextlib.contextmanager
    def _send(
        self, place: Place, stop: Stop, headers: Mapping[str, str], token: str, *, led: bool
    ) -> Iterator["httpx.Response"]:
        """led: a redirect from the internet leads there, so it may not be this network."""
        if stop.is_set():
            raise Cancelled
        sent = {"User-Agent": self._agent, "Accept-Encoding": "identity", **headers}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        client, proxied = self._client(place), bool(self._proxy(place))
        with contextlib.ExitStack() as stack:
            watched = stack.enter_context(stop.watching())

            def trace(event: str, info: Mapping[str, object]) -> None:
                if event == "connection.connect_tcp.complete" and led and not proxied:
                    refused = inside_refusal(info.get("return_value"))
                    self._insist(refused, place.address, led=True)
                if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
                    watched(info.get("return_value"))

            with translated(stop, proxied=proxied):
                request = client.build_request(
                    "GET", place.address, headers=sent, extensions={"trace": trace}
                )
                response = client.send(request, stream=True)
            stack.callback(response.close)
            yield response

    def _client(self, place: Place) -> "httpx.Client":
        """The client for a place, made when it is needed."""
        import httpx

        proxy = self._proxy(place)
        with self._lock:
            if proxy not in self._clients:
                try:
                    self._clients[proxy] = self._new_client(proxy)
                except (ImportError, ValueError, httpx.InvalidURL) as error:  # SOCKS, or nonsense
                    detail = f"the proxy cannot be used: {type(error).__name__}"
                    raise AppError(Problem.PROXY_FAILED, detail=detail) from None
            return self._clients[proxy]

    def _new_client(self, proxy: str) -> "httpx.Client":
        import ssl

        import httpx
        import truststore

        return httpx.Client(
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            trust_env=False,  # it would also take passwords from a .netrc file
            proxy=proxy or None,
            timeout=httpx.Timeout(self.silence, connect=self._connect),
            # A connection for each request: only then can Stop end one that waits.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    def _insist(self, why_not: str, address: str, *, led: bool = False) -> None:
        """led: somebody on the way led there, who may be a network that wants a login."""
        if why_not:
            host = Place.of(address).host
            log.warning("an address was refused: %s (%s)", why_not, host)
            raise AppError(Problem.FORBIDDEN_ADDRESS, detail=why_not, name=host, portal=led)


def bound_client(hub: Callable[[], str], proxy: str) -> "httpx.Client":
    """For the Hub's own library: it asks nobody but the Hub, also when that points elsewhere.

    It has an end to its patience and to what it reads, and knows the system's trust. Its requests
    raise AppError FORBIDDEN_ADDRESS and WRONG_ANSWER as well.
    """
    import ssl

    import httpx
    import truststore

    def insist(request: httpx.Request) -> None:
        place, chosen = Place.of(str(request.url)), Place.of(hub())
        if place.origin != chosen.origin:
            log.warning("the Hub pointed elsewhere: %s", place.host)
            detail = "not the Hub's own address"
            raise AppError(Problem.FORBIDDEN_ADDRESS, detail=detail, name=place.host, portal=True)

    return httpx.Client(
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        trust_env=False,
        proxy=proxy or None,
        follow_redirects=True,
        timeout=httpx.Timeout(20.0, connect=10.0),
        headers={"Accept-Encoding": "identity"},
        event_hooks={"request": [insist], "response": [_give_end]},
    )


def _give_end(response: "httpx.Response") -> None:
    """Of an answer no more than LARGEST_LISTING bytes are read."""
    import httpx

    class Bounded(httpx.SyncByteStream):
        def __init__(self, stream: httpx.SyncByteStream) -> None:
            self._stream = stream
            self.close = stream.close  # type: ignore[method-assign]

        def __iter__(self) -> Iterator[bytes]:
            left = LARGEST_LISTING
            for piece in self._stream:
                left -= len(piece)
                if left < 0:
                    raise AppError(Problem.WRONG_ANSWER, detail="the Hub says too much")
                yield piece

    assert isinstance(response.stream, httpx.SyncByteStream)
    response.stream = Bounded(response.stream)


def inside_refusal(stream: object) -> str:
    """Why a connection may not be used that a name on the internet led to, "" when it may.

    The name says nothing: whoever owns it decides to which number it leads. Closed when refused.
    """
    ask = getattr(stream, "get_extra_info", None)
    connection = ask("socket") if ask is not None else None
    if not isinstance(connection, socket.socket):
        return ""
    number = str(connection.getpeername()[0])
    if not Place.of(f"http://[{number}]" if ":" in number else f"http://{number}").is_private:
        return ""
    connection.close()
    return "a name on the internet that leads to a private address"


def _received(
    first: Iterator[bytes], connection: socket.socket, length: int, most: int
) -> Iterator[bytes]:
    """A body of `length` bytes of which httpx has read no more than the first piece."""
    piece = next(first, b"")
    while piece:
        yield piece
        length -= len(piece)
        if length <= 0:
            return
        piece = connection.recv(min(most, length))
    if length > 0:
        raise ConnectionError("the answer ended early")


@contextlib.contextmanager
def translated(stop: Stop, *, proxied: bool = False) -> Iterator[None]:
    """httpx's failures as ours. The details name no address: it may hold a signature."""
    import httpx

    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise AppError(Problem.FORBIDDEN_ADDRESS, detail=type(error).__name__) from None
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        if stop.is_set():
            raise Cancelled from None
        detail = type(error).__name__
        if "certificate" in str(error).lower():
            raise AppError(Problem.CERTIFICATE_UNKNOWN, detail=detail) from None
        connecting = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        if isinstance(error, httpx.ProxyError) or (proxied and connecting):
            raise AppError(Problem.PROXY_FAILED, detail=detail) from None
        silent = isinstance(error, httpx.TimeoutException | TimeoutError)
        raise AppError(Problem.OFFLINE, detail=detail, silent=silent) from None
