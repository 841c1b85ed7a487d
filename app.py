"""The WSGI object (`app:app`), and `python app.py`: the same server as `teamhub serve`."""

from __future__ import annotations

from teamhub import create_app

app = create_app()

if __name__ == "__main__":
    from teamhub.cli.server import serve

    with app.app_context():
        serve.main(args=[])
