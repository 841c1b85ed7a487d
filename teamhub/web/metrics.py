"""Figures of this server process in Prometheus' text form: requests by endpoint, method and status, their duration,
memory and open files of the process. Endpoints and codes only, never an address."""

from __future__ import annotations

import hmac
import time
from ipaddress import ip_address

from flask import Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


class Figures:
    """One registry an application, so that two applications in one process do not count together."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        labels = ("endpoint", "method", "status")
        self.requests = Counter("teamhub_requests", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram(
            "teamhub_request_seconds",
            "Time to the answer",
            ("endpoint",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.standing = Gauge(
            "teamhub_finding",
            "Findings of the health page: 0 good, 1 soon, 2 bad",
            ("finding",),
            registry=self.registry,
        )

    def text(self) -> bytes:
        return generate_latest(self.registry)


def init_app(app: Flask) -> None:
    figures = app.extensions["teamhub_figures"] = Figures()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        figures.requests.labels(endpoint, request.method, str(response.status_code)).inc()
        began = g.get("request_began")
        if began is not None:
            figures.seconds.labels(endpoint).observe(time.perf_counter() - began)
        return response


def figures() -> Figures:
    found: Figures = current_app.extensions["teamhub_figures"]
    return found


def answer() -> Response:
    return Response(figures().text(), content_type=CONTENT_TYPE_LATEST)


def may_read() -> bool:
    """From this machine, and not through a proxy on it; or with the token of the installation's settings."""
    token = str(current_app.config["TEAMHUB_METRICS_TOKEN"])
    told = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(told.encode(), token.encode()):
        return True
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
