"""Real programs as processes of a test, for tests in Python."""
import contextlib
import ctypes
import re
import signal
import socket
import subprocess
import time
import urllib.request

START_DEADLINE = 30
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class Failure(Exception):
    """The test cannot go on."""


def wait_for(what, condition, seconds):
    """The first true answer of `condition`, asked again and again."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, ValueError):
            answer = condition()
            if answer:
                return answer
        if time.monotonic() > deadline:
            raise Failure(f"no {what} within {seconds} s")
        time.sleep(0.1)


def get(url, accept="*/*"):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode(), answer.headers.get("Content-Type", "")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Programs:
    """Processes of this test with their logs; all of them end with it, even when it is killed."""

    def __init__(self, folder):
        self.folder = folder
        self.running = {}

    def start(self, name, *command):
        log = open(self.folder / f"{name}.log", "wb")  # pylint: disable=consider-using-with
        self.running[name] = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=lambda: LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
        log.close()

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def url(self, name):
        """Where the program says that it listens."""
        def said():
            if self.running[name].poll() is not None:
                raise Failure(f"{name} ended with {self.running[name].returncode}:\n{self.log(name)[-2000:]}")
            return re.search(r"\blistening on (http://[^\s/]+)", self.log(name))
        return wait_for(f"the address of {name}", said, START_DEADLINE)[1]

    def stop(self, name):
        process = self.running.pop(name)
        process.terminate()
        try:
            return process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def stop_all(self):
        for name in reversed(list(self.running)):
            self.stop(name)
