#!/usr/bin/env python3
"""The running dashboard answers as docs/openapi.yaml says.

  tests/integration/openapi/openapi_test.py --bin-dir build/dev/bin [--keep FOLDER]

A real Redis, written by the real exporter and agent against the simulated MediaMTX. Shows that the text is well formed and
served, that every route of the program is in it, that each answer is valid against its schema and has no member that the
schema does not know, and that every documented status really occurs. Ends with "N passed, M failed". Needs redis-server;
listens on loopback, free ports only.
"""
import argparse
import base64
import contextlib
import csv
import datetime
import http.client
import io
import json
import os
import pathlib
import re
import socket
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import jsonschema
import yaml

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "grafana"), str(ROOT / "tests/support")]
from check import Report  # pylint: disable=wrong-import-position
from running_programs import START_DEADLINE, Failure, Programs, free_port, wait_for  # pylint: disable=wrong-import-position

TEXT = (ROOT / "docs/openapi.yaml").read_text(encoding="utf-8")
SPEC = yaml.safe_load(TEXT)
STREAM = "node=local&path=event/main"
# What is asked of each path, and the status that is to come. {connection} is the id of one.
REQUESTS = {
    "/api/v1/streams": [("", 200)],
    "/api/v1/streams/{node}/{path}": [
        ("/local/event/main", 200), ("/local/cam/0001", 200), ("/local/cam/0002", 200), ("/local/nothing", 404), ("/nowhere/cam", 404)],
    "/api/v1/connections": [("", 200), ("?fields=protocol,role,stream,reasons,srt.rtt_seconds", 200), ("?fields=Role", 400)],
    "/api/v1/nodes": [("", 200)],
    "/api/v1/hosts": [("", 200)],
    "/api/v1/history": [
        (f"?{STREAM}", 200), (f"?{STREAM}&points=2", 200), (f"?{STREAM}&from=0&series=readers&points=100000", 200), (f"?{STREAM}&format=csv", 200),
        (f"?{STREAM}&format=csv&points=2", 200), (f"?{STREAM}&series=state,rtt_seconds&from=0", 200), ("?node=local", 200),
        ("?node=local&from=0&format=csv", 200), ("?node=local&connection={connection}", 200),
        ("?node=local&connection={connection}&protocol=srt&points=2", 200), ("?host=venue-a", 200), ("?host=nobody", 200),
        ("", 400), (f"?{STREAM}&series=nope", 400), (f"?{STREAM}&points=1", 400), (f"?{STREAM}&points=100000", 400), (f"?{STREAM}&from=soon", 400),
        ("?node=local&connection=x&protocol=smtp", 400), (f"?{STREAM}&format=xml", 400)],
    "/api/v1/uptime": [
        (f"?{STREAM}", 200), (f"?{STREAM}&timeline=1&from=0", 200), (f"?{STREAM}&format=csv", 200), ("?node=local&path=cam/0001", 200),
        ("?node=local", 200), ("?node=nowhere", 200), ("", 400), ("?host=venue-a", 400), (f"?{STREAM}&timeline=2", 400)],
    "/api/v1/events": [
        ("", 200), ("?limit=1", 200), ("?readers=all&limit=10000", 200), ("?readers=1&format=csv", 200), ("?q=cam&severity=info,warning", 200),
        ("?limit=0", 400), ("?severity=bad", 400), ("?cursor=x", 400), ("?readers=2", 400)],
    "/api/v1/sessions": [
        ("", 200), ("?limit=1", 200), ("?role=publisher&protocol=srt,rtsp", 200), ("?format=csv", 200), ("?role=owner", 400), ("?limit=x", 400)],
    "/api/v1/mutes": [("", 200)],
    "/api/v1/schema": [("", 200)],
    "/api/v1/page": [("", 200)],
    "/api/v1/openapi.yaml": [("", 200)],
    "/metrics": [("", 200)],
    "/healthz": [("", 200)],
    "/readyz": [("", 200)],
}
LIVE = "/api/v1/live"
MUTES = "/api/v1/mutes"


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.type = (headers.get("Content-Type") or "").split(";")[0]
        self.body = body


def ask(url, **headers):
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read().decode())


class Validator:
    """Schemas of the text, so that a member that they do not describe is a fault."""

    def __init__(self):
        self.components = strict(SPEC["components"])

    def faults(self, value, schema, where):
        whole = {**closed(strict(schema)), "components": self.components}
        for error in list(jsonschema.Draft202012Validator(whole).iter_errors(value))[:5]:
            path = "/".join(str(step) for step in error.absolute_path)
            yield f"{where}: {path}: {error.message[:300]}"


def closed(schema):
    """Members that no part of the schema describes are faults."""
    target = look_up(schema)
    knows = "allOf" in target or ("properties" in target and "additionalProperties" not in target)
    return {**schema, "unevaluatedProperties": False} if knows else schema


def strict(node):
    """Closes each schema where it is used; a part of a whole (allOf, a component) is closed with the whole."""
    if isinstance(node, list):
        return [strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for key, value in node.items():
        if key in ("properties", "patternProperties"):
            out[key] = {name: closed(strict(schema)) for name, schema in value.items()}
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            out[key] = closed(strict(value))
        else:
            out[key] = strict(value)
    return out


def look_up(node):
    while "$ref" in node:
        target = SPEC
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def broken_references(node):
    if isinstance(node, list):
        for one in node:
            yield from broken_references(one)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            try:
                look_up(node)
            except KeyError:
                yield node["$ref"]
        for one in node.values():
            yield from broken_references(one)


def bad_schemas():
    for name, schema in SPEC["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            yield f"{name}: {error.message}"


def operations():
    for path, item in SPEC["paths"].items():
        yield path, item["get"]


def incomplete_operations():
    for path, operation in operations():
        for needed in ("summary", "responses"):
            if needed not in operation:
                yield f"{path}: no {needed}"
        named = set(re.findall(r"{(\w+)}", path))
        declared = {look_up(one)["name"] for one in operation.get("parameters", []) if look_up(one)["in"] == "path"}
        if named != declared:
            yield f"{path}: parameters {sorted(named ^ declared)}"


def routes_without_words():
    """The routes as the program sets them up."""
    source = (ROOT / "dashboard/main.cpp").read_text(encoding="utf-8")
    routes = set(re.findall(r'(?:live_)?route\(\s*"([^"]+)"', source)) - {"/"}
    if len(routes) < 10:
        yield f"only {len(routes)} routes are found in dashboard/main.cpp"
    known = {path.split("{")[0] for path in SPEC["paths"]} | set(SPEC["paths"])
    for route in sorted(routes - known):
        yield route


def csv_faults(body, where):
    rows = list(csv.reader(io.StringIO(body)))
    if not rows or not rows[0]:
        yield f"{where}: no header row"
    if any(len(row) != len(rows[0]) for row in rows):
        yield f"{where}: rows of different length"


def answer_faults(validator, path, target, answer, wanted):
    """What is wrong with one answer; empty when all is as the text says."""
    where = f"{target or path} -> {answer.status}"
    if answer.status != wanted:
        yield f"{where}, not {wanted}: {answer.body[:200]}"
        return
    response = SPEC["paths"][path]["get"]["responses"].get(str(answer.status))
    if response is None:
        yield f"{where} is not documented"
        return
    contents = look_up(response).get("content", {})
    if not contents:
        if answer.body:
            yield f"{where}: has a body"
        return
    if answer.type not in contents:
        yield f"{where}: {answer.type} is not documented"
        return
    schema = contents[answer.type]["schema"]
    if answer.type == "application/json":
        yield from validator.faults(json.loads(answer.body), schema, where)
    elif answer.type == "text/csv":
        yield from csv_faults(answer.body, where)
    else:
        yield from validator.faults(answer.body, schema, where)


def url_of(base, path, target):
    return base + path.split("/{")[0] + target


class Statuses:
    """Which of the documented ones were seen."""

    def __init__(self):
        self.seen = set()

    def note(self, path, answer):
        self.seen.add((path, str(answer.status)))

    def missing(self):
        for path, operation in operations():
            for status in operation["responses"]:
                if (path, status) not in self.seen:
                    yield f"{path}: {status}"


class LiveFeed:
    """A WebSocket; its status line, and then its messages."""

    def __init__(self, base, version="13", query="", **headers):
        host, port = base.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.stream = self.socket.makefile("rb")
        lines = [f"GET {LIVE}{query} HTTP/1.1", f"Host: {host}:{port}", "Connection: Upgrade", "Upgrade: websocket",
                 f"Sec-WebSocket-Version: {version}", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode()]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        status = int(self.stream.readline().split()[1])
        received = {}
        for line in iter(self.stream.readline, b"\r\n"):
            name, _, value = line.decode().partition(":")
            received[name] = value.strip()
        length = int(received.get("Content-Length", 0))
        self.answer = Answer(status, received, self.stream.read(length).decode() if status != 101 else "")

    def message(self):
        while True:
            first, second = self.stream.read(2)
            length = second & 0x7F
            if length >= 126:
                length = int.from_bytes(self.stream.read(2 if length == 126 else 8), "big")
            payload = self.stream.read(length)
            if first == 0x81:
                return json.loads(payload)

    def message_of(self, *types):
        while True:
            message = self.message()
            if message["type"] in types:
                return message

    def send(self, message):
        payload = json.dumps(message).encode()
        length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
        self.socket.sendall(b"\x81" + length + bytes(4) + payload)

    def close(self):
        self.stream.close()
        self.socket.close()


def subscription_faults(feed, snapshot, validator):
    """A part of the feed; what it is asked with and what it answers with."""
    schema = "#/components/schemas/"
    key = "{node}/{name}".format(**snapshot["streams"][0])
    wish = {"type": "subscribe", "id": 7, "numbers": "columns", "whole": [key]}
    yield from validator.faults(wish, {"$ref": schema + "LiveSubscribe"}, "a subscription")
    feed.send(wish)
    yield from validator.faults(feed.message_of("subscribed"), {"$ref": schema + "LiveSubscribed"}, "its answer")
    first = feed.message()
    yield from validator.faults(first, {"$ref": schema + "LiveSnapshot"}, "the snapshot with rows")
    if any("row" not in stream for stream in first["streams"]):
        yield "a stream has no row"
    update = feed.message_of("update")
    while not update["numbers"]:
        update = feed.message_of("update")
    yield from validator.faults(update, {"$ref": schema + "LiveUpdate"}, "an update with columns")
    if [f"{stream['node']}/{stream['name']}" for stream in update["whole"]] != [key]:
        yield f"{key} did not come whole"
    for member, column in update["numbers"].items():
        if len(column["rows"]) != len(column["values"]):
            yield f"{member}: {len(column['rows'])} rows, {len(column['values'])} values"
    feed.send({"type": "subscribe", "id": 8, "streams": "some"})
    error = feed.message_of("error")
    yield from validator.faults(error, {"$ref": schema + "LiveError"}, "a refusal")
    if error.get("id") != 8:
        yield "the refusal does not say of what"


def check_live(base, validator, statuses, report):
    wrong = LiveFeed(base, query="?numbers=rows")
    faults = list(answer_faults(validator, LIVE, LIVE, wrong.answer, 400))
    statuses.note(LIVE, wrong.answer)
    wrong.close()
    feed = LiveFeed(base)
    faults += answer_faults(validator, LIVE, LIVE, feed.answer, 101)
    statuses.note(LIVE, feed.answer)
    schemas = SPEC["components"]["schemas"]
    snapshot = feed.message()
    faults += validator.faults(snapshot, {"$ref": "#/components/schemas/LiveSnapshot"}, "the first message")
    for _ in range(3):
        message = feed.message()
        schema = "LiveSnapshot" if message["type"] == "snapshot" else "LiveUpdate"
        faults += validator.faults(message, {"$ref": f"#/components/schemas/{schema}"}, "an update")
    report.check(f"{LIVE}: {len(schemas)} schemas know its messages", faults)
    report.check(f"{LIVE}: a part of it", list(subscription_faults(feed, snapshot, validator)))
    refusals = [(403, LiveFeed(base, Origin="http://elsewhere.example")), (426, LiveFeed(base, version="8")),
                (503, LiveFeed(base))]  # there is one place
    faults = []
    for wanted, refused in refusals:
        faults += answer_faults(validator, LIVE, LIVE, refused.answer, wanted)
        statuses.note(LIVE, refused.answer)
        refused.close()
    report.check(f"{LIVE}: refusals", faults)
    feed.close()


def act(base, method, target, body=None, **headers):
    """A request that changes something. `Content_Length` given: that is all that is said of a body."""
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
    connection.putrequest(method, MUTES + target)
    sent = {"Content_Type": "application/json", **headers} if method == "POST" else headers
    if body is not None and "Content_Length" not in sent and "Transfer_Encoding" not in sent:
        sent["Content_Length"] = len(body)
    for name, value in sent.items():
        if value is not None:
            connection.putheader(name.replace("_", "-"), value)
    connection.endheaders(body.encode() if body is not None else None)
    answer = connection.getresponse()
    result = Answer(answer.status, answer.headers, answer.read().decode())
    connection.close()
    return result


def mute_body(minutes=30, **members):
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return json.dumps({"node": "local", "until": until.strftime("%Y-%m-%dT%H:%M:%SZ"), **members})


def check_mutes(base, lonely, validator):
    """Every documented status of POST and DELETE, each answer as the text says."""
    seen = set()

    def faults_of(answer, method, wanted):
        seen.add((method, str(answer.status)))
        where = f"{method} {MUTES} -> {answer.status}"
        if answer.status != wanted:
            yield f"{where}, not {wanted}: {answer.body[:200]}"
            return
        content = look_up(SPEC["paths"][MUTES][method]["responses"][str(wanted)]).get("content", {})
        if content:
            yield from validator.faults(json.loads(answer.body), content["application/json"]["schema"], where)
        elif answer.body:
            yield f"{where}: has a body"

    good = mute_body(code="rtp_loss", stream="none/*", comment="as in the text")
    posts = [(200, good, {}), (400, mute_body(code="nope"), {}), (400, mute_body(30 * 24 * 60, code="rtp_loss"), {}),
             (403, good, {"Origin": "http://elsewhere.example"}), (403, good, {"X_Forwarded_For": "192.0.2.1"}),
             (404, mute_body(key="no such"), {}), (411, None, {}), (413, None, {"Content_Length": 20000}),
             (415, good, {"Content_Type": "text/plain"})]
    for wanted, body, headers in posts:
        yield from faults_of(act(base, "POST", "", body, **headers), "post", wanted)
    mutes = json.loads(ask(base + MUTES).body)
    if not mutes["may_change"] or len(mutes["mutes"]) != 1:
        yield f"not one mute: {mutes}"
    validator_faults = validator.faults(mutes, SPEC["paths"][MUTES]["get"]["responses"]["200"]["content"]["application/json"]["schema"], MUTES)
    yield from validator_faults
    for number in range(199):
        act(base, "POST", "", mute_body(code="rtp_loss", stream=str(number)))
    yield from faults_of(act(base, "POST", "", mute_body(code="rtp_loss", stream="more")), "post", 409)
    yield from faults_of(act(lonely, "POST", "", good), "post", 503)
    of_one = "?id=" + urllib.parse.quote(mutes["mutes"][0]["id"], safe="")
    for wanted, server, target, headers in ((403, base, of_one, {"Origin": "http://elsewhere.example"}), (204, base, of_one, {}),
                                            (404, base, of_one, {}), (400, base, "", {}), (503, lonely, of_one, {})):
        yield from faults_of(act(server, "DELETE", target, **headers), "delete", wanted)
    for method in ("post", "delete"):
        for status in SPEC["paths"][MUTES][method]["responses"]:
            if (method, status) not in seen:
                yield f"{method}: {status} was not seen"


def check_not_modified(base, path, validator, statuses, target):
    url = url_of(base, path, target)
    first = ask(url)
    tag = first.headers.get("ETag")
    if not tag:
        yield f"{url}: no ETag"
        return
    again = ask(url, If_None_Match=tag)
    statuses.note(path, again)
    yield from answer_faults(validator, path, target, again, 304)


def check_pages(base, path, member):
    """Page by page there is what one page has, and Link says the same as `next`."""
    whole = json.loads(ask(f"{base}{path}?limit=10000").body)[member]
    if len(whole) < 3:
        yield f"{path}: only {len(whole)}"
    query, found = "?limit=2", []
    for _ in range(len(whole) + 2):
        answer = ask(f"{base}{path}{query}")
        page = json.loads(answer.body)
        found += page[member]
        if ("next" in page) != ("Link" in answer.headers):
            yield f"{path}{query}: next and Link differ"
        if "next" not in page:
            break
        query = "?limit=2&cursor=" + urllib.parse.quote(page["next"])
        if answer.headers["Link"] != f'<{query}>; rel="next"':
            yield f"{path}: Link is {answer.headers['Link']}"
    if [one["id"] for one in found if one in whole] != [one["id"] for one in whole]:
        yield f"{path}: the pages have {len(found)}, the whole {len(whole)}"


def start_world(bin_dir, folder, programs):
    redis = folder / "redis.sock"
    programs.start("redis", "redis-server", "--port", 0, "--unixsocket", redis, "--dir", folder, "--save", "")
    programs.start("simulator", bin_dir / "mediamtx-sim", "--port", 0, "--streams", 8, "--readers", 16, "--mix")
    wait_for("Redis", redis.exists, START_DEADLINE)
    common = ["--redis.url", f"unix://{redis}", "--web.listen-address", "127.0.0.1:0"]
    simulator = programs.url("simulator")
    programs.start("exporter", bin_dir / "mediamtx-exporter", *common, "--mediamtx.url", simulator, "--poll.interval", "200ms")
    programs.start("agent", bin_dir / "mediamtx-agent", *common, "--poll.interval", "200ms", "--host.name", "venue-a")
    programs.start("dashboard", bin_dir / "mediamtx-dashboard", *common, "--web.max-clients", 1)
    # One that never sees its Redis.
    programs.start("lonely", bin_dir / "mediamtx-dashboard", "--redis.url", f"redis://127.0.0.1:{free_port()}",
                   "--web.listen-address", "127.0.0.1:0")
    return simulator, programs.url("dashboard"), programs.url("lonely")


def make_history(simulator, base):
    """Events and ended connections of several kinds; returns the id of a publisher by SRT that is there."""
    def count(path, member):
        return len(json.loads(ask(f"{base}{path}").body)[member])

    def order(**words):
        data = json.dumps(words).encode()
        urllib.request.urlopen(f"{simulator}/sim/control", data=data, timeout=10).close()
    wait_for("streams", lambda: count("/api/v1/streams", "streams") >= 8, START_DEADLINE)
    wait_for("the host", lambda: count("/api/v1/hosts", "hosts") == 1, START_DEADLINE)
    order(publisher="stop", stream="cam/0001")
    order(publisher="stop", stream="cam/0002")
    wait_for("events", lambda: count("/api/v1/events", "events") >= 3, START_DEADLINE)
    wait_for("sessions", lambda: count("/api/v1/sessions", "sessions") >= 3, START_DEADLINE)
    wait_for("history", lambda: len(json.loads(ask(f"{base}/api/v1/history?{STREAM}").body)["times"]) >= 10, START_DEADLINE)
    connections = json.loads(ask(f"{base}/api/v1/connections").body)["connections"]
    return next(one["id"] for one in connections if one["protocol"] == "srt" and one["stream"] == "event/main")


def run(bin_dir, folder, programs, report):
    report.check("every reference leads somewhere", broken_references(SPEC))
    report.check("every schema is one", bad_schemas())
    report.check("every operation is described", incomplete_operations())
    report.check("every route of the program is described", routes_without_words())
    report.check("every path is asked", set(SPEC["paths"]) - set(REQUESTS) - {LIVE})

    simulator, base, lonely = start_world(bin_dir, folder, programs)
    validator, statuses = Validator(), Statuses()
    connection = make_history(simulator, base)
    report.check("the text is served", [] if ask(f"{base}/api/v1/openapi.yaml").body == TEXT else ["it is another one"])
    for path, requests in REQUESTS.items():
        faults = []
        for target, wanted in requests:
            target = target.replace("{connection}", connection)
            answer = ask(url_of(base, path, target))
            statuses.note(path, answer)
            faults += answer_faults(validator, path, target, answer, wanted)
        report.check(f"{path}: {len(requests)} answers", faults)
    faults = []
    for path, target in (("/api/v1/connections", "?fields=role"), ("/api/v1/schema", ""), ("/api/v1/page", ""),
                         ("/api/v1/history", f"?{STREAM}&from=0&to=1"), ("/api/v1/uptime", f"?{STREAM}&from=0&to=1"),
                         ("/api/v1/events", "?to=2000-01-01T00:00:00Z"), ("/api/v1/sessions", "?to=2000-01-01T00:00:00Z")):
        faults += check_not_modified(base, path, validator, statuses, target)
    report.check("what has not changed is a 304", faults)
    report.check("events in pages", check_pages(base, "/api/v1/events", "events"))
    report.check("sessions in pages", check_pages(base, "/api/v1/sessions", "sessions"))
    check_live(base, validator, statuses, report)
    report.check(f"{MUTES}: POST and DELETE", check_mutes(base, lonely, validator))

    faults = []
    for path, operation in operations():
        if "503" not in operation["responses"] or path == LIVE:
            continue
        target = next(target for target, wanted in REQUESTS[path] if wanted == 200)
        answer = ask(url_of(lonely, path, target))
        statuses.note(path, answer)
        faults += answer_faults(validator, path, target, answer, 503)
    report.check("without Redis: 503", faults)
    report.check("every documented status occurs", statuses.missing())
    for name in ("lonely", "dashboard", "agent", "exporter"):
        code = programs.stop(name)
        report.check(f"{name}: ends well on SIGTERM", [f"exit code {code}"] if code != 0 else [])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin-dir", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="put logs here and leave them")
    arguments = parser.parse_args()
    report = Report()
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
            for name in ("exporter", "dashboard", "agent"):
                if (folder / f"{name}.log").exists():
                    print(f"--- end of the log of {name}\n{programs.log(name)[-1500:]}")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
