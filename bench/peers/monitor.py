"""What a Flask service answers KEDA with: the bench's own, after the documents of the Failover Monitor.

gunicorn -w 2 monitor:app, with SITE_A_HEALTH_URL, SITE_B_HEALTH_URL, PROBE_TIMEOUT_SEC, CACHE_TTL_SEC. Each worker
probes in the request that finds its own cache too old.
"""
import os
import time
import urllib.request

from flask import Flask, jsonify

app = Flask(__name__)
TIMEOUT = float(os.environ.get("PROBE_TIMEOUT_SEC", "3"))
TTL = float(os.environ.get("CACHE_TTL_SEC", "5"))
URLS = {site: os.environ["SITE_%s_HEALTH_URL" % site.upper()] for site in "ab"}
cache = {}


def healthy(site):
    seen = cache.get(site)
    if seen and time.monotonic() - seen[0] < TTL:
        return seen[1]
    try:
        with urllib.request.urlopen(URLS[site], timeout=TIMEOUT) as answer:
            up = 200 <= answer.status < 300
    except OSError:
        up = False
    cache[site] = (time.monotonic(), up)
    return up


@app.get("/metric/site-<site>")
def metric(site):
    other = {"a": "b", "b": "a"}[site]
    return jsonify(value=0 if healthy(other) else 1)


@app.get("/healthz")
def health():
    return "ok"
