"""Serves as any other WSGI server would: without the questions that `teamhub serve` asks of the disk first."""

from __future__ import annotations

import sys

from waitress import serve

from app import app

serve(app, host="127.0.0.1", port=int(sys.argv[-1]), threads=4)
