"""Logs without personal data: ids, endpoints and codes; never an address line, a form field or a name.

One line a request goes to `teamhub.request`. As text for somebody who reads the console, or as one JSON object a line
(`TEAMHUB_LOG_FORMAT=json`) for whatever collects logs.
"""

from __future__ import annotations

import logging
import logging.config
import secrets
import time

from flask import Flask, Response, g, request
from flask_login import current_user

request_log = logging.getLogger("teamhub.request")

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
JSON_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"


def configure(log_format: str, *, requests: bool) -> None:
    """For a server process. `log_format`: text or json; anything else raises ValueError. `requests`: one line each."""
    if log_format not in {"text", "json"}:
        raise ValueError(f"TEAMHUB_LOG_FORMAT is text or json, not {log_format!r}")
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "text": {"format": TEXT},
                "json": {
                    "()": "pythonjsonlogger.json.JsonFormatter",
                    "fmt": JSON_FIELDS,
                    "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
                    "json_ensure_ascii": False,
                },
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": log_format}},
            "loggers": {
                "teamhub": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
                "teamhub.request": {"level": "INFO" if requests else "WARNING"},
                "waitress": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
            },
        }
    )


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    """A number of our own for each request: the error page shows it, the log has it."""
    g.request_number = secrets.token_hex(5)
    g.request_began = time.perf_counter()


def _tell(response: Response) -> Response:
    number = g.get("request_number", "")
    response.headers["X-Request-Id"] = number
    if request_log.isEnabledFor(logging.INFO):
        milliseconds = round((time.perf_counter() - g.get("request_began", time.perf_counter())) * 1000, 1)
        fields = {
            "request": number,
            "method": request.method,
            "endpoint": request.endpoint or "-",
            "status": response.status_code,
            "milliseconds": milliseconds,
            "community": getattr(g.get("community"), "id", None),
            "account": getattr(current_user, "account_id", None) if "_login_user" in g else None,
        }
        request_log.info(
            "%s %s %s %s ms",
            fields["method"],
            fields["endpoint"],
            fields["status"],
            milliseconds,
            extra=fields,
        )
    return response
