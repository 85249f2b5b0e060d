#!/usr/bin/env python3
"""Rules of the source tree that no compiler checks. Ends with "N passed, M failed".

  tests/policy/policy_test.py [ROOT]
"""
import os
import pathlib
import re
import subprocess
import sys

# Who may include whom, besides itself. docs/ARCHITECTURE.md draws the same picture.
LAYERS = {
    "core/base": set(),
    "core/schema": {"core/base"},
    "core/model": {"core/schema", "core/base"},
    "core/history": {"core/base"},
    "core/http": {"core/base"},
    "core/web": {"core/base"},
    "core/metrics": {"core/schema", "core/web", "core/base"},
    "core/store": {"core/history", "core/model", "core/schema", "core/base"},
    "exporter": {"core/*"},
    "dashboard": {"core/*"},
    "agent": {"core/*"},
    "tests": {"*"},
}
# A library is hidden behind the folder that wraps it: header → folders.
HIDDEN = {
    r"curl/": ("core/http/",),
    r"openssl/": ("core/http/", "tests/unit/core/http/"),
    r"hiredis": ("core/store/",),
    r"(civetweb|CivetServer)": ("core/web/",),
    r"simdjson": ("core/model/", "exporter/", "dashboard/", "tests/"),
    r"yaml-cpp/": ("core/base/",),
    r"CLI/": ("core/base/", "tests/simulator/"),
}
MAX_LINES = {".h": 120, ".cpp": 300}
# Free of "one noun per file": a table with a line per metric.
LONG_TABLES = {"core/schema/srt.h"}
CODE = (".h", ".cpp")
MAX_BYTES = 1_000_000


class Tree:
    """The files of the repository: what git knows and does not ignore, or everything in an unpacked archive."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.files = sorted(f for f in self._list() if (self.root / f).is_file())
        self._texts = {}

    def _list(self):
        git = ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        run = subprocess.run(git, capture_output=True, check=False)
        if (self.root / ".git").exists() and run.returncode == 0:
            return {os.fsdecode(name) for name in run.stdout.split(b"\0") if name}
        skipped = {"build", "data", "node_modules", ".git", "__pycache__"}
        return {
            str(file.relative_to(self.root))
            for file in self.root.rglob("*")
            if file.is_file() and not skipped & set(file.relative_to(self.root).parts)
        }

    def code(self):
        return [f for f in self.files if f.endswith(CODE)]

    def text(self, file):
        """None for a file that is not text."""
        if file not in self._texts:
            try:
                self._texts[file] = (self.root / file).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                self._texts[file] = None
        return self._texts[file] or ""

    def is_text(self, file):
        self.text(file)
        return self._texts[file] is not None


def layer_of(file):
    return next((layer for layer in LAYERS if file.startswith(layer + "/")), None)


def includes(tree, file):
    return re.findall(r'^\s*#\s*include\s*(["<])([^">]+)[">]', tree.text(file), re.MULTILINE)


def layers(tree):
    for file in tree.code():
        own = layer_of(file)
        if own is None:
            yield f"{file}: belongs to no layer"
            continue
        allowed = LAYERS[own]
        for quote, header in includes(tree, file):
            if quote != '"' or header == "version_values.h":
                continue
            other = layer_of(header)
            if other is None:
                yield f'{file}: "{header}" is not named from the top of the repository'
            elif other != own and "*" not in allowed and other not in allowed:
                if not ("core/*" in allowed and other.startswith("core/")):
                    yield f"{file}: {own} must not know {other} ({header})"


def hidden_libraries(tree):
    for file in tree.code():
        for quote, header in includes(tree, file):
            for library, homes in HIDDEN.items():
                at_home = file.startswith(homes) or file.startswith(tuple(f"tests/unit/{home}" for home in homes))
                if quote == "<" and re.match(library, header) and not at_home:
                    yield f"{file}: <{header}> may only be included below {', '.join(homes)}"


def file_form(tree):
    for file in tree.code():
        text, suffix = tree.text(file), pathlib.Path(file).suffix
        lines = text.count("\n")
        limit = MAX_LINES[suffix]
        if lines > limit and file not in LONG_TABLES and not file.startswith("tests/"):
            yield f"{file}: {lines} lines, {limit} are the limit: split it by nouns"
        if suffix == ".h" and "#pragma once" not in text:
            yield f"{file}: #pragma once is missing"
        if not re.fullmatch(r"[a-z0-9_]+\.(h|cpp)", pathlib.Path(file).name):
            yield f"{file}: the name must be snake_case"
        if "namespace mtxmon" not in text and re.search(r"^[^#/\s]", text, re.MULTILINE):
            yield f"{file}: the code must be in namespace mtxmon"
        if re.search(r"\busing namespace (?!std::literals|std::chrono_literals|std::string_view_literals|std::string_literals)", text):
            yield f"{file}: no using namespace"


# The one place where a test asks again and again until a deadline.
POLLING = {"tests/support/eventually.h"}


def no_sleeping(tree):
    """Waits have a condition and end on stop; a sleep has neither."""
    for file in set(tree.code()) - POLLING:
        for number, line in enumerate(tree.text(file).splitlines(), 1):
            if re.search(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b", line.split("//")[0]):
                yield f"{file}:{number}: wait for a condition instead of sleeping"


def no_skipped_tests(tree):
    words = r"\b(GTEST_SKIP|DISABLED_|(?:it|test|describe)\.(?:skip|only|todo)\b)"
    for file in tree.files:
        if file.endswith((".cpp", ".ts", ".tsx", ".mjs", ".js")):
            for word in re.findall(words, tree.text(file)):
                yield f"{file}: {word}"


def text_form(tree):
    """Fixtures are kept as recorded."""
    for file in tree.files:
        if file.startswith("tests/fixtures/") or not tree.is_text(file):
            continue
        text = tree.text(file)
        if text and not text.endswith("\n"):
            yield f"{file}: no line end at the end of the file"
        if "\r" in text:
            yield f"{file}: carriage return"
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip():
                yield f"{file}:{number}: space at the end of the line"
                break


# Written so that this file does not match itself.
LEAKS = {
    "a path of somebody's machine": r"(?<![\w.])/(?:wo[r]k|ho[m]e|Us[e]rs)/[a-z]|\.\./sha[r]ed",
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KE[Y]-----",
    "a token": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|AKI[A][A-Z0-9]{16}|xox[bp]-[0-9A-Za-z-]{20,}|sk-[A-Za-z0-9_-]{32,})",
    "an unfinished place": r"\b(?:TOD[O]|FIXM[E]|XX[X])\b",
}


def leaks(tree):
    for file in tree.files:
        if (tree.root / file).stat().st_size > MAX_BYTES:
            yield f"{file}: larger than {MAX_BYTES} bytes"
        if file.endswith("package-lock.json") or not tree.is_text(file):
            continue
        for what, pattern in LEAKS.items():
            found = re.search(pattern, tree.text(file))
            if found:
                yield f"{file}: {what}: {found[0]!r}"


RULES = {
    "layers: each folder includes only what it may know": layers,
    "libraries are included only by the folder that hides them": hidden_libraries,
    "files: size, name, namespace, include guard": file_form,
    "no sleep as synchronisation": no_sleeping,
    "no skipped tests": no_skipped_tests,
    "text: line ends, trailing space": text_form,
    "nothing private or unfinished is committed": leaks,
}


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    tree = Tree(root)
    failed = 0
    for name, rule in RULES.items():
        faults = list(rule(tree))
        print(f"{'FAILED' if faults else 'ok'} {name}")
        for fault in faults:
            print(f"    {fault}")
        failed += bool(faults)
    print(f"{len(RULES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
