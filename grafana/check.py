#!/usr/bin/env python3
"""Checks the dashboards and alert rules; with --metrics also every metric name and label against /metrics bodies.

  grafana/check.py [--metrics BODY_FILE...]

Ends with "N passed, M failed" and exit code 1 when something failed. Needs promtool (Debian package prometheus).
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
GRID_WIDTH = 24
OLDEST_SCHEMA = 39  # Grafana 11; a newer number than the server's is the risk
VARIABLES = {"$__rate_interval": "1m", "$__range": "1h", "$__interval": "15s"}
NOT_OURS = {"up", "ALERTS", "scrape_samples_scraped"}  # Prometheus makes these itself
TARGET_LABELS = {"job", "instance", "alertname", "alertstate"}  # added by Prometheus, not in a body


def dashboards():
    for file in sorted((HERE / "dashboards").glob("*.json")):
        yield file.name, json.loads(file.read_text(encoding="utf-8"))


def panels_of(board):
    for panel in board["panels"]:
        yield panel
        yield from panel.get("panels", [])


def expressions(board):
    """(where, expression with variables) of panels and annotations."""
    for panel in panels_of(board):
        for target in panel.get("targets", []):
            yield f"panel \"{panel['title']}\" {target['refId']}", target["expr"]
    for annotation in board["annotations"]["list"]:
        if "expr" in annotation:
            yield f"annotation \"{annotation['name']}\"", annotation["expr"]


def plain(expression):
    """The expression as Prometheus gets it when every variable is set to All."""
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    return re.sub(r"\$\{?\w+\}?", ".+", expression)


def rules():
    """(alert name, expression) of the rule files; promtool has checked their shape."""
    for file in sorted((HERE / "rules").glob("*.rules.yml")):
        text = file.read_text(encoding="utf-8")
        for match in re.finditer(r"- alert: (\w+)\n +expr: (?:>-\n((?: {10,}.*\n)+)|(.*)\n)", text):
            yield match[1], " ".join((match[2] or match[3]).split())


def selectors(expression):
    """(metric, text between its braces) of every selector."""
    for match in re.finditer(r"\b(mediamtx_\w+|process_\w+|up|ALERTS)\b(?:\{([^}]*)\})?", expression):
        yield match[1], match[2] or ""


class Report:
    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, name, faults):
        faults = list(faults)
        if faults:
            self.failures.append(name)
            print(f"FAILED {name}")
            for fault in faults:
                print(f"    {fault}")
        else:
            self.passed += 1
            print(f"ok {name}")

    def finish(self):
        print(f"{self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures else 0


def check_header(board):
    if not re.fullmatch(r"[a-z0-9-]{1,40}", board.get("uid", "")):
        yield "uid must be 1 to 40 of a-z 0-9 -"
    for key, wanted in {"editable": False, "schemaVersion": OLDEST_SCHEMA, "graphTooltip": 1, "timezone": "browser"}.items():
        if board.get(key) != wanted:
            yield f"{key} is {board.get(key)!r}, not {wanted!r}"
    for key in ("__inputs", "__requires", "__elements", "id", "version"):
        if key in board:
            yield f"{key} belongs to an export of Grafana, not to a provisioned file"
    if int(board.get("refresh", "0s")[:-1]) < 10:
        yield "refresh is shorter than 10 s"
    if not board.get("tags") or not board.get("description"):
        yield "tags or description missing"
    for url in re.findall(r"https?://[^\"\\ ]+", json.dumps(board)):
        yield f"absolute URL {url}"


def check_variables(board):
    variables = {v["name"]: v for v in board["templating"]["list"]}
    for name in ("datasource", "job", "instance", "node", "path"):
        if name not in variables:
            yield f"variable {name} is missing"
    for name, variable in variables.items():
        if variable["type"] == "datasource":
            if variable["label"] != "Data source" or variable["query"] != "prometheus":
                yield "the data source variable must be labelled \"Data source\" and ask for prometheus"
            continue
        if variable["datasource"] != DATASOURCE or variable["refresh"] != 2 or variable["sort"] != 1:
            yield f"variable {name}: data source ${{datasource}}, refresh 2, sort 1 are wanted"
        if variable["multi"] and (not variable["includeAll"] or variable["allValue"] != ".+"):
            yield f"variable {name}: a multiple choice needs includeAll with .+"
    used = set(re.findall(r"\$\{?(\w+)\}?", " ".join(e for _, e in expressions(board))))
    for name in used - set(variables) - {v[1:] for v in VARIABLES}:
        yield f"an expression uses ${name}, which is no variable"


def check_panels(board):
    ids, titles, taken = set(), set(), {}
    for panel in panels_of(board):
        title = panel.get("title", "")
        if panel["id"] in ids or title in titles or not title:
            yield f"panel {panel['id']} \"{title}\": id or title is missing or there twice"
        ids.add(panel["id"])
        titles.add(title)
        grid = panel["gridPos"]
        if grid["x"] + grid["w"] > GRID_WIDTH:
            yield f"\"{title}\" is wider than the grid"
        for cell in ((x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])):
            if taken.setdefault(cell, title) != title:
                yield f"\"{title}\" overlaps \"{taken[cell]}\""
                break
        if panel["type"] == "row":
            continue
        defaults = panel["fieldConfig"]["defaults"]
        for key in ("unit", "noValue", "thresholds"):
            if key not in defaults:
                yield f"\"{title}\" has no {key}"
        if not panel.get("description") or not panel.get("targets"):
            yield f"\"{title}\" has no description or no target"
        if panel["datasource"] != DATASOURCE or any(t["datasource"] != DATASOURCE for t in panel["targets"]):
            yield f"\"{title}\" must use the data source ${{datasource}}"
        if len({t["refId"] for t in panel["targets"]}) != len(panel["targets"]):
            yield f"\"{title}\" has a refId twice"


def check_expressions(board):
    for where, expression in expressions(board):
        for metric, inside in selectors(expression):
            if metric == "ALERTS":
                continue
            wanted = ['host=~"$host"'] if metric.startswith("mediamtx_host_") else ['job=~"$job"', 'instance=~"$instance"']
            for label in wanted:
                if label not in inside:
                    yield f"{where}: {metric} without {label}"
        for window in re.findall(r"(?:rate|irate|increase)\([^\[]*\[([^\]]+)\]", expression):
            if window != "$__rate_interval":
                yield f"{where}: a rate over {window} instead of $__rate_interval"
        for match in re.finditer(r"(\w+_total)\b(\{[^}]*\})?(\[)?", expression):
            if not match[3]:
                yield f"{where}: counter {match[1]} without rate()"


def check_syntax(found):
    """PromQL by promtool: each expression becomes a recording rule."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "rules.json")  # JSON is YAML
        for where, expression in found:
            rule = {"record": "check:expression", "expr": plain(expression)}
            file.write_text(json.dumps({"groups": [{"name": "check", "rules": [rule]}]}))
            run = subprocess.run(["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False)
            if run.returncode != 0:
                yield f"{where}: {(run.stdout + run.stderr).strip()}"


def read_bodies(files):
    """metric name → set of its label names, histogram parts included."""
    known = {}
    for file in files:
        for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
            sample = re.match(r"([A-Za-z_:][\w:]*)(?:\{(.*)\})? ", line)
            if sample and not line.startswith("#"):
                known.setdefault(sample[1], set()).update(re.findall(r'(\w+)="(?:[^"\\]|\\.)*"', sample[2] or ""))
    return known


def check_names(found, known):
    for where, expression in found:
        for metric, inside in selectors(expression):
            if metric in NOT_OURS:
                continue
            if metric not in known:
                yield f"{where}: no program exposes {metric}"
                continue
            for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", inside):
                if label not in known[metric] | TARGET_LABELS:
                    yield f"{where}: {metric} has no label {label}"


def promtool(*arguments):
    run = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        yield (run.stdout + run.stderr).strip()


def check_rule_tests():
    tests = "".join(f.read_text(encoding="utf-8") for f in (HERE / "rules").glob("*.rules.test.yml"))
    for alert, _ in rules():
        if not re.search(rf"alertname: {alert}\n", tests):
            yield f"{alert} has no test in which it fires"
        if not re.search(rf"alertname: {alert}, exp_alerts: \[\]", tests):
            yield f"{alert} has no test in which it stays silent"


def check_provisioning(boards):
    datasource = (HERE / "provisioning/datasources/prometheus.yaml").read_text(encoding="utf-8")
    if not re.search(r"^    uid: [\w-]+$", datasource, re.MULTILINE):
        yield "the data source needs a fixed uid"
    uids = [board["uid"] for _, board in boards]
    if len(set(uids)) != len(uids):
        yield "two dashboards have the same uid"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--metrics", nargs="+", default=[], metavar="FILE", help="bodies of /metrics")
    known = read_bodies(parser.parse_args().metrics)
    report = Report()
    boards = list(dashboards())
    for name, board in boards:
        report.check(f"{name}: header", check_header(board))
        report.check(f"{name}: variables", check_variables(board))
        report.check(f"{name}: panels", check_panels(board))
        report.check(f"{name}: expressions", check_expressions(board))
        report.check(f"{name}: PromQL", check_syntax(expressions(board)))
        if known:
            report.check(f"{name}: names in /metrics", check_names(expressions(board), known))
    report.check("provisioning", check_provisioning(boards))
    for file in sorted((HERE / "rules").glob("*.rules.yml")):
        report.check(f"{file.name}: syntax", promtool("check", "rules", "--lint=all", "--lint-fatal", str(file)))
    for file in sorted((HERE / "rules").glob("*.rules.test.yml")):
        report.check(f"{file.name}: alerts fire and stay silent", promtool("test", "rules", str(file)))
    report.check("every alert has tests", check_rule_tests())
    if known:
        report.check("names of the rules in /metrics", check_names(rules(), known))
    report.check("prometheus.yml", promtool("check", "config", "--syntax-only", str(HERE.parent / "deploy/prometheus.yml")))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
