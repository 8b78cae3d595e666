"""Our assistant as it serves, behind Rasa's own REST channel so that all candidates are asked in the same way."""

from __future__ import annotations

import sys

from bot.rasa.assistant import start


def main(port: int) -> None:
    """Serve until the process is ended."""
    assistant = start(print)
    from rasa.core.channels.rest import RestInput
    from sanic import Sanic, response

    app = Sanic("bench")
    app.blueprint(RestInput().blueprint(assistant.handle_message), url_prefix="/webhooks/rest")

    @app.get("/")
    async def alive(_request: object) -> response.HTTPResponse:
        return response.text("ok")

    app.run(host="127.0.0.1", port=port, access_log=False, motd=False, debug=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
