#!/usr/bin/env python3
"""Proves that tidy.py finds what it is there for and looks again when it must. Ends with "N passed, M failed"."""
import json
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tidy  # pylint: disable=wrong-import-position

GOOD = {
    ".clang-tidy": (pathlib.Path(__file__).resolve().parents[2] / ".clang-tidy").read_text(encoding="utf-8"),
    "core/a.h": "#define MTXMON_TWICE(x) ((x) + (x))\ninline int twice(int number) { return MTXMON_TWICE(number); }\n",
    "core/a.cpp": '#include "core/a.h"\n\nint four() {\n  return twice(2);\n}\n',
    "core/b.cpp": "int Badly_named() { return 0; }  // NOLINT(readability-identifier-naming)\n",
}
COMMAND = "ccache /usr/bin/clang++-14 -I{root} -std=c++20 -Wall -o a.o -c {root}/{file}"

# What is checked, what is different from GOOD and already clean files, what comes of it
CASES = [
    ("core/a.cpp", {}, tidy.UNCHANGED),
    ("core/a.cpp", {"core/a.cpp": "#include <string>\nstd::string a(std::string text) { return text + text; }\n"}, tidy.FAILED),
    ("core/a.cpp", {"core/a.h": GOOD["core/a.h"].replace("twice", "Twice_")}, tidy.FAILED),
    ("core/a.cpp", {"core/a.h": GOOD["core/a.h"].replace("(x) + (x)", "x + x")}, tidy.FAILED),
    ("core/a.cpp", {"core/a.h": GOOD["core/a.h"] + "inline int two() { return 2; }\n"}, tidy.CLEAN),
    ("core/a.cpp", {".clang-tidy": GOOD[".clang-tidy"].replace("FunctionCase, value: lower_case", "FunctionCase, value: UPPER_CASE")},
     tidy.FAILED),
    ("core/a.cpp", {"core/.clang-tidy": "InheritParentConfig: true\nChecks: misc-*\n"}, tidy.CLEAN),
    ("core/a.cpp", {"core/a.h": None}, tidy.FAILED),
    ("core/b.cpp", {}, tidy.UNCHANGED),
    ("core/b.cpp", {"core/b.cpp": GOOD["core/b.cpp"].split("//", maxsplit=1)[0] + "\n"}, tidy.FAILED),
    ("core/b.cpp", {"core/b.cpp": "int broken( {\n"}, tidy.FAILED),
    ("core/c.cpp", {"core/c.cpp": "int c() { return 0; }\n"}, tidy.FAILED),
]  # fmt: skip


def write(root, files):
    for file, text in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


def results(file, changes):
    """Of a first look at the good tree, and of a second one after the changes."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        database = [
            {"directory": str(root), "file": str(root / cpp), "command": COMMAND.format(root=root, file=cpp)}
            for cpp in GOOD
            if cpp.endswith(".cpp")
        ]
        write(root, GOOD | {"build/clang/compile_commands.json": json.dumps(database)})
        first = tidy.Analysis(root).check(file)
        write(root, changes)
        return first, tidy.Analysis(root).check(file)


def main():
    failed = 0
    for file, changes, expected in CASES:
        first, second = results(file, changes)
        if first[0] != (tidy.CLEAN if file in GOOD else tidy.FAILED) or second[0] != expected:
            failed += 1
            print(f"FAILED {file} with {changes}: {first}, then {second}, expected {expected}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
