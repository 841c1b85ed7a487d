"""A real server whose press is given bombs: `python -m tests.trust.bombed_server INSTANCE PORT`.

Reads {"bomb", "memory", "cpu_seconds", "seconds"} a line from standard input, prints it in the server's own process as
a page would, and writes {"code", "seconds"} a line; or {"sheets"}: prints so many in the same moment and writes {"codes"}.
Requests are answered all the while."""

from __future__ import annotations

import json
import sys
import threading
import time

from waitress.server import create_server

from teamhub import create_app
from teamhub.documents import press
from tests.trust.print_bombs import BOMBS, assets

MIB = 1024 * 1024


def main(instance: str, port: int) -> None:
    app = create_app(instance_path=instance)
    server = create_server(app, host="127.0.0.1", port=port, threads=16)
    threading.Thread(target=server.run, daemon=True).start()
    press.open_for(16)
    press.render("<p>x</p>", [], {})
    tell({"press": press.WARM.pid})
    for line in sys.stdin:
        order = json.loads(line)
        if "sheets" in order:
            tell({"codes": in_the_same_moment(order["sheets"])})
            continue
        html, css = BOMBS[order["bomb"]]()
        limits = press.Limits(
            memory=order["memory"] * MIB, cpu_seconds=order["cpu_seconds"], seconds=order["seconds"]
        )
        began = time.monotonic()
        try:
            press.render(html, [css], assets(order["bomb"]), limits)
            code = "printed"
        except press.PrintingFailed as failed:
            code = failed.code
        tell({"code": code, "seconds": time.monotonic() - began})


def in_the_same_moment(sheets: int) -> list[str]:
    codes, barrier = [], threading.Barrier(sheets)

    def ask() -> None:
        barrier.wait()
        try:
            press.render("<h1>x</h1>" + "<p>x</p>" * 400, [], {})
            codes.append("printed")
        except press.PrintingFailed as failed:
            codes.append(failed.code)

    threads = [threading.Thread(target=ask) for _ in range(sheets)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def tell(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
