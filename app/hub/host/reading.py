"""Reads one small text at an address: no more than was allowed, and nothing told in asking."""

import httpx2

from app.hub.host.asking import Failure, refusal
from app.hub.messages import Fault, Read, Terms, Text

_HEADERS = {"User-Agent": "Snug", "Accept": "application/json", "Accept-Encoding": "identity"}
_OK = 200


def read_text(client: httpx2.Client, terms: Terms, read: Read) -> Text:
    """What stands at the address of the terms. Raises Failure and errors of the client."""
    client.headers.clear()
    arrived = b""
    with client.stream("GET", terms.address, headers=_HEADERS) as response:
        if response.status_code != _OK:
            status = response.status_code
            raise refusal(status, response.headers, f"status {status}")
        for chunk in response.iter_raw():
            arrived += chunk
            if len(arrived) > read.most:
                raise Failure(Fault.ANSWER, f"more than {read.most} bytes came")
    try:
        return Text(arrived.decode())
    except UnicodeDecodeError as error:
        raise Failure(Fault.ANSWER, "no text") from error
