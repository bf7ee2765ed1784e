"""Start the demo as a person would, ask for its sign-in page, and stop it: `python scripts/demo_check.py`."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PATIENCE = 40  # seconds
WANTED = "Vào bản minh họa"


def main() -> int:
    """0 when the page came and offered its accounts."""
    port = _free_port()
    command = [str(Path(sys.executable).parent / "kiemdiem"), "demo", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        page = _page(server, f"http://127.0.0.1:{port}/dang-nhap/")
    finally:
        server.terminate()
        server.wait()
    if WANTED not in page:
        print("The demo's server didn't offer its accounts on the sign-in page.", file=sys.stderr)
        return 1
    accounts = page.count('name="account"')
    print(f"The demo's server answered: a sign-in page with {accounts} accounts.")
    return 0


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _page(server: subprocess.Popen[bytes], address: str) -> str:
    """The page, as soon as the server gives it; "" when it ends or never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except (URLError, OSError):
            time.sleep(0.2)
    return ""


if __name__ == "__main__":
    sys.exit(main())
