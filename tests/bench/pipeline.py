#!/usr/bin/env python3
"""What the whole pipe costs: CPU per poll and memory of each process, size and time of a scrape.

Starts redis-server, mediamtx-sim, exporter, dashboard and agent of --bin-dir on free ports of
127.0.0.1, lets them warm up, measures for --seconds, and ends them. Use a Release build on a
machine that does nothing else. Standard library only.
"""
import argparse
import contextlib
import json
import os
import platform
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

PATIENCE_SECONDS = 60
SCRAPES = 20


def free_of_settings():
    return {name: value for name, value in os.environ.items() if not name.startswith("MTXMON_")}


class Process:
    """A child with its log in a file; its CPU time and memory are read from /proc."""

    def __init__(self, name, command, directory):
        self.name = name
        self.log = os.path.join(directory, name + ".log")
        with open(self.log, "wb") as log:
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                          env=free_of_settings())

    def url(self):
        def listening():
            if self.child.poll() is not None:
                raise SystemExit(f"{self.name} ended:\n{self.text()}")
            return re.search(r"listening on (http://127\.0\.0\.1:\d+)", self.text())
        return wait_for(listening, f"{self.name} to listen").group(1)

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def cpu_seconds(self):
        """Time on a CPU of all threads that live, exact to the nanosecond."""
        total = 0
        for task in os.listdir(f"/proc/{self.child.pid}/task"):
            with open(f"/proc/{self.child.pid}/task/{task}/schedstat", encoding="ascii") as stat:
                total += int(stat.read().split()[0])
        return total / 1e9

    def resident_bytes(self):
        with open(f"/proc/{self.child.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) * 1024

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            return self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            return self.child.wait()


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise SystemExit(f"waited {PATIENCE_SECONDS} s for {what}")


def fetch(url, compressed=False):
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"} if compressed else {})
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        return answer.read()


def fetch_json(url):
    try:
        return json.loads(fetch(url))
    except OSError:
        return {}


def redis_info(path, field):
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection:
        connection.connect(path)
        connection.sendall(b"INFO\r\n")
        with connection.makefile("rb") as stream:
            text = stream.read(int(stream.readline()[1:])).decode()
    return float(re.search(rf"^{field}:([\d.]+)", text, re.MULTILINE).group(1))


def redis_ready(path):
    try:
        return redis_info(path, "uptime_in_seconds") >= 0
    except OSError:
        return False


def time_scrapes(url, compressed):
    seconds, size = [], 0
    for _ in range(SCRAPES):
        begin = time.perf_counter()
        body = fetch(url, compressed)
        seconds.append(time.perf_counter() - begin)
        size = len(body)
    return size, statistics.median(seconds), max(seconds)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
        model = re.search(r"model name\s*: (.*)", cpuinfo.read())
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return (f"{model.group(1) if model else platform.machine()}, {os.cpu_count()} CPUs, "
            f"Linux {platform.release()}, load {load}")


def start_all(options, directory, processes, dashboard_flags=()):
    """Fills `processes` by name as they start; the URLs by name and the path of Redis's socket."""
    def program(name, *flags):
        command = [os.path.join(options.bin_dir, name), *flags]
        processes[name] = Process(name, command, directory)
        return processes[name]

    redis = os.path.join(directory, "redis.sock")
    processes["redis-server"] = Process(
        "redis-server", ["redis-server", "--port", "0", "--unixsocket", redis, "--dir", directory,
                         "--save", "60 1"], directory)
    wait_for(lambda: redis_ready(redis), "redis-server")
    simulator = program("mediamtx-sim", "--port", "0", "--streams", str(options.streams),
                        "--readers", str(options.readers), "--srt-share", str(options.srt_share),
                        "--no-extras")
    common = ["--redis.url", "unix://" + redis, "--web.listen-address", "127.0.0.1:0"]
    urls = {}
    urls["exporter"] = program("mediamtx-exporter", *common, "--mediamtx.url", simulator.url(),
                               "--poll.interval", options.interval).url()
    urls["dashboard"] = program("mediamtx-dashboard", *common, *dashboard_flags).url()
    urls["agent"] = program("mediamtx-agent", *common, "--poll.interval", options.interval).url()
    return urls, redis


def measure(options, processes, urls, redis):
    streams = urls["dashboard"] + "/api/v1/streams"
    wait_for(lambda: len(fetch_json(streams).get("streams", [])) == options.streams,
             f"the dashboard to show {options.streams} streams")

    def polls():
        return int(fetch_json(urls["dashboard"] + "/api/v1/nodes")["nodes"][0]["seq"])

    begin_polls, begin = polls(), time.monotonic()
    begin_cpu = {name: process.cpu_seconds() for name, process in processes.items()}
    time.sleep(options.seconds)  # the measurement itself
    cpu = {name: process.cpu_seconds() - begin_cpu[name] for name, process in processes.items()}
    elapsed, count = time.monotonic() - begin, polls() - begin_polls
    if count < 1:
        raise SystemExit("no poll in this time; make --seconds longer")

    print(f"{count} polls in {elapsed:.1f} s\n")
    print(f"{'process':<20}{'CPU ms/poll':>12}{'CPU %':>8}{'RSS MB':>9}")
    for name, process in processes.items():
        print(f"{name:<20}{1000 * cpu[name] / count:>12.2f}{100 * cpu[name] / elapsed:>8.2f}"
              f"{process.resident_bytes() / 1e6:>9.1f}")
    print(f"\nredis used_memory {redis_info(redis, 'used_memory') / 1e6:.1f} MB after "
          f"{redis_info(redis, 'uptime_in_seconds'):.0f} s")
    for title, url in (("scrape of the exporter", urls["exporter"] + "/metrics"),
                       ("GET /api/v1/streams", streams)):
        for compressed in (False, True):
            size, median, worst = time_scrapes(url, compressed)
            print(f"{title + (', gzip' if compressed else ''):<30}{size:>10} bytes"
                  f"{1000 * median:>8.2f} ms median{1000 * worst:>8.2f} ms worst of {SCRAPES}")
    page = fetch(urls["exporter"] + "/metrics").decode()
    print(f"{sum(1 for line in page.splitlines() if line and line[0] != '#')} series")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin-dir", required=True, help="where the programs are")
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=2, help="of each stream")
    parser.add_argument("--srt-share", type=float, default=0.5)
    parser.add_argument("--interval", default="2s", help="--poll.interval")
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()

    print(f"machine: {machine()}\ncommand: {shlex.join(sys.argv)}")
    version = subprocess.run([os.path.join(options.bin_dir, "mediamtx-exporter"), "--version"],
                             env=free_of_settings(), capture_output=True, text=True, check=True)
    print(f"version: {version.stdout.strip()}")
    processes = {}
    with tempfile.TemporaryDirectory(prefix="mtxmon-bench-") as directory:
        try:
            urls, redis = start_all(options, directory, processes)
            measure(options, processes, urls, redis)
        finally:
            for process in reversed(processes.values()):
                process.stop()


if __name__ == "__main__":
    main()
