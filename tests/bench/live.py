#!/usr/bin/env python3
"""What the live feed costs: bytes of a message, CPU of the dashboard, and how late a page is.

Starts redis-server, mediamtx-sim, exporter, dashboard and agent of --bin-dir on free ports of
127.0.0.1, opens --clients WebSockets (and --stalled that never read), counts for --seconds, and
ends all. Late is the time from the exporter's last answer of MediaMTX to the last byte of the
message at a client; the clients, in a process of their own, take part of the same machine. Use a
Release build on a machine that does nothing else. Standard library only.
"""
import argparse
import base64
import datetime
import multiprocessing
import os
import re
import resource
import selectors
import shlex
import socket
import sys
import tempfile
import time

import pipeline

READ_BYTES = 1 << 20
TEXT = 0x81
PING = 0x89
STALLED_RECEIVE_BYTES = 4096
POLLED_AT = re.compile(rb'"polled_at":"([^"]+)"')
DURATION = re.compile(rb'"poll_duration_seconds":([0-9.e-]+)')


class Client:
    """One WebSocket: notes of each text message its type, its size, and when its last byte came."""

    def __init__(self, port, query, receive_bytes=0):
        self.socket = socket.socket()
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.connect(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /api/v1/live{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        self.pending = bytearray()
        while b"\r\n\r\n" not in self.pending:
            got = self.socket.recv(1)
            if not got:
                raise SystemExit("the dashboard refuses clients: " + bytes(self.pending).decode(errors="replace"))
            self.pending += got
        if not self.pending.startswith(b"HTTP/1.1 101"):
            raise SystemExit(bytes(self.pending).decode(errors="replace"))
        self.pending.clear()
        self.messages = []

    def read(self):
        self.pending += self.socket.recv(READ_BYTES)
        while True:
            frame = self._take_frame()
            if frame is None:
                return
            first, payload = frame
            if first == PING:
                self.socket.sendall(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)
            elif first == TEXT:
                self._note(payload)

    def _take_frame(self):
        data = self.pending
        if len(data) < 2:
            return None
        begin, length = 2, data[1] & 127
        if length >= 126:
            begin = 4 if length == 126 else 10
            if len(data) < begin:
                return None
            length = int.from_bytes(data[2:begin], "big")
        if len(data) < begin + length:
            return None
        frame = data[0], bytes(data[begin:begin + length])
        del data[:begin + length]
        return frame

    def _note(self, payload):
        now = time.time()
        polled_at, duration = POLLED_AT.search(payload), DURATION.search(payload)
        late = None
        # A message without news of the node is a heartbeat, or of a host.
        if polled_at and duration:
            polled = datetime.datetime.fromisoformat(polled_at.group(1).decode().replace("Z", "+00:00"))
            late = now - polled.timestamp() - float(duration.group(1))
        self.messages.append((payload[:20].find(b"update") >= 0, len(payload), late))


def serve_clients(options, port, pipe):
    """The process of the clients: connects, says so, reads until it is told to begin and to end."""
    clients = [Client(port, options.query) for _ in range(options.clients)]
    stalled = [Client(port, options.query, STALLED_RECEIVE_BYTES) for _ in range(options.stalled)]
    selector = selectors.DefaultSelector()
    for client in clients:
        selector.register(client.socket, selectors.EVENT_READ, client)
    selector.register(pipe, selectors.EVENT_READ, None)
    pipe.send("ready")
    while True:
        for key, _ in selector.select():
            if key.data:
                key.data.read()
            elif pipe.recv() == "begin":
                for client in clients:
                    client.messages.clear()
            else:
                pipe.send([client.messages for client in clients])
                del stalled
                return


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(options, processes, urls):
    port = int(urls["dashboard"].rsplit(":", 1)[1])
    pipeline.wait_for(lambda: len(pipeline.fetch_json(urls["dashboard"] + "/api/v1/streams").get("streams", []))
                      == options.streams, f"the dashboard to show {options.streams} streams")
    ours, theirs = multiprocessing.Pipe()
    crowd = multiprocessing.Process(target=serve_clients, args=(options, port, theirs), daemon=True)
    crowd.start()
    if not ours.poll(pipeline.PATIENCE_SECONDS) or ours.recv() != "ready":
        raise SystemExit("the clients did not connect")
    time.sleep(5)  # the snapshots are out, the feed is in its rhythm

    def polls():
        return int(pipeline.fetch_json(urls["dashboard"] + "/api/v1/nodes")["nodes"][0]["seq"])

    dashboard = processes["mediamtx-dashboard"]
    begin_polls, begin_cpu = polls(), dashboard.cpu_seconds()
    ours.send("begin")
    time.sleep(options.seconds)  # the measurement itself
    cpu, count = dashboard.cpu_seconds() - begin_cpu, polls() - begin_polls
    ours.send("end")
    lists = ours.recv()
    crowd.join()
    if count < 1:
        raise SystemExit("no poll in this time; make --seconds longer")
    messages = [message for one in lists for message in one]
    news = [message for message in messages if message[2] is not None]
    late = [1000 * message[2] for message in news]
    print(f"{count} polls, {len(messages)} messages, {sum(not m[0] for m in messages)} of them whole snapshots")
    print(f"bytes per poll and client {sum(m[1] for m in messages) / count / max(1, options.clients):>12.0f}")
    print(f"dashboard CPU ms per poll {1000 * cpu / count:>12.2f}")
    print(f"dashboard RSS MB          {dashboard.resident_bytes() / 1e6:>12.1f}")
    if late:
        print(f"late, ms: p50 {percentile(late, 0.5):.1f}, p99 {percentile(late, 0.99):.1f}, worst {max(late):.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin-dir", required=True, help="where the programs are")
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=2, help="of each stream")
    parser.add_argument("--srt-share", type=float, default=0.5)
    parser.add_argument("--interval", default="2s", help="--poll.interval")
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--stalled", type=int, default=0, help="clients that never read")
    parser.add_argument("--query", default="", help="of the feed's URL, for example ?fields=state")
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    print(f"machine: {pipeline.machine()}\ncommand: {shlex.join(sys.argv)}")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    processes = {}
    with tempfile.TemporaryDirectory(prefix="mtxmon-bench-") as directory:
        try:
            urls, _ = pipeline.start_all(options, directory, processes,
                                         ["--web.max-clients", str(options.clients + options.stalled + 1)])
            measure(options, processes, urls)
        finally:
            for process in reversed(processes.values()):
                process.stop()


if __name__ == "__main__":
    main()
