#!/usr/bin/env python3
"""A real Prometheus scrapes the real programs, which watch the simulated MediaMTX.

  tests/integration/prometheus/prometheus_test.py --bin-dir build/dev/bin [--keep FOLDER]

Shows that promtool has nothing to say about any /metrics, that every name in grafana/ exists, that Prometheus takes
what it is given, that every expression of the dashboards and rules works on it, and that mediamtx_up tells the truth.
Ends with "N passed, M failed". Needs redis-server, prometheus and promtool; listens on loopback, free ports only.
"""
import argparse
import contextlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "grafana"), str(ROOT / "tests/support")]
import check as grafana  # pylint: disable=wrong-import-position
from running_programs import START_DEADLINE, Failure, Programs, free_port, get, wait_for  # pylint: disable=wrong-import-position

STREAMS = 12
READERS = 2
SCRAPE_DEADLINE = 60
# Nothing is wrong in this test but what the simulator plays on purpose, so these show nothing; every other expression must
# have data.
MAY_BE_EMPTY = re.compile(r"ALERTS|^alert ")
DEAD_SOURCE = "pull/dead"  # of the simulator; mediamtx_stream_reason has series only while something is wrong
DEAD_FORWARD = "forward_failed"  # the reason of its dead destination, told 20 s after the start
EXPECTED_SERIES = (
    "mediamtx_up", "mediamtx_stream_state", "mediamtx_stream_inbound_bytes_total", "mediamtx_stream_readers",
    "mediamtx_stream_viewers", "mediamtx_stream_readers_silent", "mediamtx_problems", "mediamtx_node_problem",
    "mediamtx_srt_publish_rtt_seconds", "mediamtx_exporter_build_info", "mediamtx_host_cpu_seconds_total",
    "process_resident_memory_bytes")


class Prometheus:
    def __init__(self, programs, targets, folder):
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(ROOT / "grafana/rules/*.rules.yml")],
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": [url.removeprefix("http://")]}]}
                for job, url in targets.items()],
        }
        file = folder / "prometheus.json"  # JSON is YAML
        file.write_text(json.dumps(config))
        self.url = f"http://127.0.0.1:{free_port()}"
        programs.start("prometheus", "prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder / 'tsdb'}",
                       f"--web.listen-address={self.url.removeprefix('http://')}", "--log.level=warn")
        wait_for("answer of Prometheus", lambda: get(f"{self.url}/-/ready"), START_DEADLINE)

    def query(self, expression):
        parameters = urllib.parse.urlencode({"query": expression})
        try:
            return json.loads(get(f"{self.url}/api/v1/query?{parameters}")[0])["data"]["result"]
        except urllib.error.HTTPError as error:
            raise ValueError(f"{expression}: {error.read().decode()}") from error

    def value(self, expression):
        """The one number an expression gives; 0 while there is none."""
        result = self.query(expression)
        return float(result[0]["value"][1]) if result else 0.0

    def targets(self):
        return json.loads(get(f"{self.url}/api/v1/targets")[0])["data"]["activeTargets"]


def lint(body):
    run = subprocess.run(["promtool", "check", "metrics"], input=body, capture_output=True, text=True, check=False)
    if run.returncode != 0 or run.stdout.strip() or run.stderr.strip():
        yield f"promtool exit code {run.returncode}: {(run.stdout + run.stderr).strip()[:2000]}"


def form(body):
    """What promtool does not see: series there twice, families in pieces, histograms without +Inf."""
    seen, families, last, types = set(), set(), None, {}
    for line in body.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            types[name] = kind
        if not line or line.startswith("#"):
            continue
        series, _, _ = line.rpartition(" ")
        if series in seen:
            yield f"twice: {series}"
        seen.add(series)
        name = series.split("{")[0]
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        family = base if types.get(base) == "histogram" else name
        if family not in types:
            yield f"no TYPE: {name}"
        if family != last and family in families:
            yield f"family in pieces: {family}"
        families.add(family)
        last = family
    for name, kind in types.items():
        if kind == "histogram" and f'le="+Inf"' not in body.split(f"# TYPE {name} ")[1].split("# TYPE ")[0]:
            yield f"histogram without +Inf: {name}"


def is_openmetrics(url):
    body, content_type = get(url, "application/openmetrics-text; version=1.0.0; charset=utf-8")
    if not content_type.startswith("application/openmetrics-text"):
        yield f"Content-Type is {content_type}"
    if not body.endswith("# EOF\n"):
        yield "no # EOF at the end"


def empty_expressions(prometheus):
    found = [(f"{name}: {where}", e) for name, board in grafana.dashboards() for where, e in grafana.expressions(board)]
    found += [(f"alert {name}", e) for name, e in grafana.rules()]
    for where, expression in found:
        try:
            result = prometheus.query(grafana.plain(expression))
        except ValueError as error:
            yield str(error)
            continue
        if not result and not MAY_BE_EMPTY.search(where) and not MAY_BE_EMPTY.search(expression):
            yield f"{where} shows nothing: {grafana.plain(expression)}"


def alerts(prometheus):
    """Pending ones, too. How busy this machine is says nothing about the product."""
    for alert in prometheus.query('ALERTS{alertname!~"MediamtxHost.*", path!="%s", reason!="%s"}' % (DEAD_SOURCE, DEAD_FORWARD)):
        yield f"{alert['metric']}"


def selectors_without_data(prometheus):
    """An alert that is silent because its series do not exist would never fire."""
    for name, expression in grafana.rules():
        for metric, _ in grafana.selectors(expression):
            if metric != "up" and not prometheus.query(f"last_over_time({metric}[5m])"):
                yield f"alert {name}: no series of {metric}"


def scrape_faults(prometheus):
    for target in prometheus.targets():
        if target["health"] != "up":
            yield f"{target['scrapeUrl']}: {target['lastError']}"


def run(bin_dir, folder, programs, report):
    redis_socket = folder / "redis.sock"
    programs.start("redis", "redis-server", "--port", 0, "--unixsocket", redis_socket, "--dir", folder, "--save", "")
    programs.start("simulator", bin_dir / "mediamtx-sim", "--port", 0, "--streams", STREAMS, "--readers", READERS)
    wait_for("Redis", redis_socket.exists, START_DEADLINE)
    common = ["--redis.url", f"unix://{redis_socket}", "--web.listen-address", "127.0.0.1:0"]
    simulator = programs.url("simulator")
    programs.start("exporter", bin_dir / "mediamtx-exporter", *common, "--mediamtx.url", simulator, "--poll.interval", "500ms",
                   "--health.unreachable-after", "1s")
    programs.start("dashboard", bin_dir / "mediamtx-dashboard", *common)
    programs.start("agent", bin_dir / "mediamtx-agent", *common, "--poll.interval", "500ms")
    urls = {name: programs.url(name) for name in ("exporter", "dashboard", "agent")}

    def body(name):
        return get(f"{urls[name]}/metrics")[0]
    wait_for("streams in /metrics", lambda: body("exporter").count('state="live"} 1') >= STREAMS, START_DEADLINE)
    reason = f'path="{DEAD_SOURCE}",reason="source_unreachable",severity="warning"'
    wait_for("the reason of the dead source", lambda: reason in body("exporter"), START_DEADLINE)
    wait_for("a second sample of the host", lambda: "mediamtx_host_cpu_seconds_total" in body("agent"), START_DEADLINE)
    files = []
    for name in urls:
        text = body(name)
        files.append(folder / f"{name}.metrics")
        files[-1].write_text(text)
        report.check(f"{name}: promtool check metrics is silent", lint(text))
        report.check(f"{name}: families whole, no series twice", form(text))
        report.check(f"{name}: OpenMetrics when asked for", is_openmetrics(f"{urls[name]}/metrics"))
    known = grafana.read_bodies(files)
    for name, board in grafana.dashboards():
        report.check(f"{name}: every name and label exists", grafana.check_names(grafana.expressions(board), known))
    report.check("alert rules: every name and label exists", grafana.check_names(grafana.rules(), known))

    prometheus = Prometheus(programs, {
        "mediamtx-monitor": urls["exporter"], "mediamtx-agent": urls["agent"], "mediamtx-dashboard": urls["dashboard"]}, folder)
    # Rates need two scrapes; 15 s make every window of the expressions meaningful.
    wait_for("15 scrapes", lambda: prometheus.value("min(count_over_time(up[5m]))") >= 15, SCRAPE_DEADLINE)
    report.check("all targets are up", scrape_faults(prometheus))
    report.check("the series are there", (m for m in EXPECTED_SERIES if not prometheus.query(m)))
    live = prometheus.value('sum(mediamtx_stream_state{state="live"})')
    report.check(f"all {STREAMS} streams are live", [f"only {live:g}"] if live < STREAMS else [])
    report.check("every panel shows data", empty_expressions(prometheus))
    report.check("every alert has series to watch", selectors_without_data(prometheus))
    report.check("no alert is firing or pending when all is well", alerts(prometheus))

    programs.stop("simulator")
    wait_for("mediamtx_up 0", lambda: prometheus.query("mediamtx_up == 0"), START_DEADLINE)
    wait_for("end of the stream series", lambda: not prometheus.query("mediamtx_stream_state"), START_DEADLINE)
    report.check("MediaMTX down: mediamtx_up is 0, stream series vanish, /metrics answers", scrape_faults(prometheus))
    for name in urls:
        code = programs.stop(name)
        report.check(f"{name}: ends well on SIGTERM", [f"exit code {code}"] if code != 0 else [])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin-dir", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="put logs and bodies here and leave them")
    arguments = parser.parse_args()
    report = grafana.Report()
    with contextlib.ExitStack() as stack:
        folder = arguments.keep or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mtxmon-")))
        folder.mkdir(parents=True, exist_ok=True)
        programs = Programs(folder)
        stack.callback(programs.stop_all)
        try:
            run(arguments.bin_dir.resolve(), folder, programs, report)
        except (Failure, OSError) as error:
            report.check("the test runs to its end", [str(error)])
        if report.failures:
            for name in ("exporter", "dashboard", "agent", "prometheus"):
                if (folder / f"{name}.log").exists():
                    print(f"--- end of the log of {name}\n{programs.log(name)[-1500:]}")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
