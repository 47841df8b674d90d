"""What a gateway of this kind is in Python: aiohttp, with rounds over the upstreams, a breaker each, and no more.

The bench's own; it stands for the Service Failover System, whose code we do not have. One worker, as asyncio has one loop.
Usage: gateway.py PORT UPSTREAM...
"""

import asyncio
import random
import sys
import time

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

ATTEMPTS = 3
THRESHOLD = 3
RECOVERY = 60


class Upstream:
    def __init__(self, url):
        self.url = url
        self.failures = 0
        self.open_until = 0.0

    def closed(self):
        return time.monotonic() >= self.open_until

    def failed(self):
        self.failures += 1
        if self.failures >= THRESHOLD:
            self.open_until = time.monotonic() + RECOVERY


async def proxy(request):
    app = request.app
    for attempt in range(ATTEMPTS):
        for upstream in app["upstreams"]:
            if not upstream.closed():
                continue
            try:
                async with app["session"].get(upstream.url + request.rel_url.path_qs) as answer:
                    body = await answer.read()
                    if answer.status < 500:
                        upstream.failures = 0
                        return web.Response(status=answer.status, body=body)
            except (ClientError, asyncio.TimeoutError):
                pass
            upstream.failed()
        await asyncio.sleep(2**attempt + random.uniform(0, 0.5))
    return web.json_response({"error": "All services failed."}, status=502)


async def session(app):
    app["session"] = ClientSession(timeout=ClientTimeout(total=5), connector=TCPConnector(limit=100))
    yield
    await app["session"].close()


def main():
    app = web.Application()
    app["upstreams"] = [Upstream(url) for url in sys.argv[2:]]
    app.cleanup_ctx.append(session)
    app.router.add_get("/{path:.*}", proxy)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
