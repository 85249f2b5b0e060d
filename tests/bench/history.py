#!/usr/bin/env python3
"""What the history costs: memory of Redis per tier, and the time that the REST API takes for it.

Starts redis-server, lets fill-history write --streams streams (an hour of samples, a day of 10 s,
--days of 60 s), asks the dashboard of --bin-dir for one stream after another, and ends all. Use a
Release build on a machine that does nothing else. Standard library only.
"""
import argparse
import http.client
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

PATIENCE_SECONDS = 60
SERIES = "inbound_bits_per_second,rtt_seconds,unrecovered_loss_ratio"


def redis(socket_path, *words):
    asked = subprocess.run(["redis-cli", "-s", socket_path, "--raw", *words], check=True,
                           capture_output=True, text=True)
    return asked.stdout.strip()


def wait_for(look, what):
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise SystemExit(f"waited {PATIENCE_SECONDS} s for {what}")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def show_memory(socket_path, streams):
    sample = sorted(random.sample(range(1, streams + 1), min(50, streams)))
    for tier in ("samples", "10s", "60s"):
        sizes = [int(redis(socket_path, "MEMORY", "USAGE",
                           f"mediamtx:history:{{local}}:{number}:{tier}", "SAMPLES", "0"))
                 for number in sample]
        print(f"{tier:8} {statistics.mean(sizes) / 1000:8.1f} kB per stream")
    things = int(redis(socket_path, "MEMORY", "USAGE", "mediamtx:history:{local}:things",
                       "SAMPLES", "0"))
    used = re.search(r"used_memory:(\d+)", redis(socket_path, "INFO", "memory")).group(1)
    print(f"names    {things / streams:8.1f} B per stream")
    print(f"Redis    {int(used) / 1e6:8.1f} MB for {streams} streams")


def measure(connection, streams, requests, seconds_back, query):
    times, size = [], 0
    for _ in range(requests):
        path = f"cam/{random.randrange(streams)}"
        now = time.time()
        parameters = {"node": "local", "path": path, "from": f"{now - seconds_back:.0f}",
                      "to": f"{now:.0f}", **query}
        began = time.perf_counter()
        connection.request("GET", "/api/v1/history?" + urllib.parse.urlencode(parameters),
                           headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {body[:300]!r}")
        size = len(body)
    return times, size


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin-dir", required=True)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--requests", type=int, default=500)
    options = parser.parse_args()
    children = []
    with tempfile.TemporaryDirectory(prefix="mtxmon-bench-") as directory:
        socket_path = os.path.join(directory, "redis.sock")
        log_path = os.path.join(directory, "dashboard.log")
        try:
            children.append(subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", socket_path, "--save", ""],
                stdout=subprocess.DEVNULL))
            wait_for(lambda: os.path.exists(socket_path), "redis-server")
            began = time.monotonic()
            subprocess.run([os.path.join(options.bin_dir, "fill-history"), socket_path,
                            str(options.streams), str(options.days)], check=True)
            print(f"{platform.machine()}, {os.cpu_count()} cores; filled in "
                  f"{time.monotonic() - began:.0f} s")
            show_memory(socket_path, options.streams)
            with open(log_path, "wb") as log:
                children.append(subprocess.Popen(
                    [os.path.join(options.bin_dir, "mediamtx-dashboard"), "--redis.url",
                     "unix://" + socket_path, "--web.listen-address", "127.0.0.1:0",
                     "--history.60s", f"{options.days * 24}h"], stdout=log, stderr=log))
            port = wait_for(lambda: re.search(rb"listening on http://127\.0\.0\.1:(\d+)",
                                              open(log_path, "rb").read()), "the dashboard")
            connection = http.client.HTTPConnection("127.0.0.1", int(port.group(1)))
            for name, seconds_back, query in (
                    ("last hour, 3 series, 600 points", 3600, {"series": SERIES, "points": "600"}),
                    ("last hour, every sample", 3600, {"series": SERIES, "points": "5000"}),
                    ("last hour, all series", 3600, {"points": "600"}),
                    ("24 hours, 3 series, 600 points", 86400, {"series": SERIES, "points": "600"}),
                    (f"{options.days} days, 3 series, 600 points", options.days * 86400,
                     {"series": SERIES, "points": "600"}),
                    (f"{options.days} days, all series", options.days * 86400,
                     {"points": "600"})):
                times, size = measure(connection, options.streams, options.requests, seconds_back,
                                      query)
                print(f"{name:34} p50 {statistics.median(times):6.2f} ms  p99 "
                      f"{percentile(times, 0.99):6.2f} ms  {size / 1000:7.1f} kB")
        finally:
            for child in reversed(children):
                child.terminate()
            for child in children:
                child.wait(10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
