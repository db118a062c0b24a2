"""``python -m national.mock --port 8001 --store var/national.sqlite3``."""

import argparse
import base64
import os
import signal
import threading
from pathlib import Path

from national.mock.endpoint import MockPlatform
from national.mock.server import serve
from national.mock.witness import Witness

# The keys of the demo, the same as the portal's development settings. They open nothing but this mock.
DEMO_SIGNING_KEY = "demo-only-signing-key-0123456789abcdef"
DEMO_RECEIPT_KEY = "demo-only-receipt-key-0123456789abcdef"
DEMO_WITNESS_KEY = "V/SGrRBDo+Uq8jNCPEv/F+R5l54Ys5mNXNAXSVN8ZnE="
DEMO_WITNESS = "demo-only.invalid/national-witness"
DEMO_LOG_KEY = "demo-only.invalid/history+9a5bae43+AUM7iqBczsH7mf7rjPhPYzSp/BQH78/2sdt+GUm7369k"


def main() -> None:
    """Serve until SIGTERM or SIGINT; print the address once the port is open."""
    parser = argparse.ArgumentParser(prog="national.mock", description="模拟全国平台（演示）")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--store", type=Path, required=True, help="SQLite file, kept between runs")
    parser.add_argument("--faults", type=Path, help="JSON file with seed and rules of the fault plane")
    options = parser.parse_args()
    platform = MockPlatform(
        options.store,
        client_keys={
            os.environ.get("NATIONAL_SIGNING_KEY_ID", "jilin-1"): os.environ.get(
                "NATIONAL_SIGNING_KEY", DEMO_SIGNING_KEY
            )
        },
        receipt_key_id=os.environ.get("NATIONAL_RECEIPT_KEY_ID", "national-1"),
        receipt_key=os.environ.get("NATIONAL_RECEIPT_KEY", DEMO_RECEIPT_KEY),
        witness=Witness(
            options.store.with_name("witness.sqlite3"),
            log_key=os.environ.get("LEDGER_PUBLIC_KEY", DEMO_LOG_KEY),
            name=os.environ.get("NATIONAL_WITNESS_NAME", DEMO_WITNESS),
            seed=base64.b64decode(os.environ.get("NATIONAL_WITNESS_KEY", DEMO_WITNESS_KEY)),
        ),
    )
    if options.faults:
        platform.faults.load(options.faults)
    stopped = threading.Event()
    server = serve(platform, options.host, options.port)
    port = server.server_port

    def stop(*_: object) -> None:
        stopped.set()
        threading.Thread(target=server.shutdown).start()  # of the server that is open then

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    print(f"national mock: http://{options.host}:{port}/", flush=True)
    while True:
        server.serve_forever(poll_interval=0.1)
        server.server_close()
        if stopped.wait(server.closed_for or 0) or server.closed_for is None:
            break
        server = serve(platform, options.host, port)
    platform.close()


if __name__ == "__main__":
    main()
