"""How does the site answer requests: on which address, with how many processes, until it is stopped?"""

import os
import socket
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address
from urllib.error import URLError
from urllib.request import urlopen

from opencaio.errors import Refused

HOSTS = "OPENCAIO_HOSTS"
PATIENCE = 60.0


def serve(*, host: str, port: int, workers: int, say: Callable[[str], None]) -> None:
    """Answer at ``host:port`` until SIGINT or SIGTERM; requests under way are finished first.

    Raises ``Refused`` when the address is not loopback and ``OPENCAIO_HOSTS`` names no host, or is taken.
    """
    _allow(host)
    port = _bound(host, port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencaio.site.settings")
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from opencaio.site.rounds import Rounds

    server = Granian(
        "opencaio.site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
    )
    threading.Thread(target=_announce, args=(host, port, say), daemon=True).start()
    rounds = Rounds()
    rounds.start()
    server.serve()
    rounds.stop()


def is_loopback(host: str) -> bool:
    """True when only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _allow(host: str) -> None:
    if is_loopback(host) or os.environ.get(HOSTS, "").split():
        return
    raise Refused(
        f"{host} can be reached from other machines. Set {HOSTS} to the names under which this site may be "
        "called (and put TLS before it), or serve on 127.0.0.1."
    )


def _bound(host: str, port: int) -> int:
    """The port, free one chosen for 0. Raises ``Refused`` when another program has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(f"Cannot serve on {host}:{port}: {error.strerror}. Choose another --port.") from error
        return int(probe.getsockname()[1])


def _announce(host: str, port: int, say: Callable[[str], None]) -> None:
    address = f"http://{_reachable(host)}:{port}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(f"{address}/health", timeout=5):  # noqa: S310 (our own address)
                say(f"OpenCAIO answers at {address}/ (Ctrl-C stops it)")
                return
        except (URLError, OSError):
            time.sleep(0.1)
    say(f"OpenCAIO does not answer at {address}/ after {PATIENCE:.0f} s. See the messages above.")


def _reachable(host: str) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    return f"[{name}]" if ":" in name else name
