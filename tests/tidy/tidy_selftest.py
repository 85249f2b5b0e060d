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

# What is different from GOOD, whose files are remembered as clean, and which files are looked at again with which findings
CASES = [
    ({}, {}),
    ({"core/a.cpp": "#include <string>\nstd::string a(std::string text) { return text + text; }\n"},
     {"core/a.cpp": "performance-unnecessary-value-param"}),
    ({"core/a.h": GOOD["core/a.h"].replace("twice", "Twice_")}, {"core/a.cpp": "readability-identifier-naming"}),
    ({"core/a.h": GOOD["core/a.h"].replace("(x) + (x)", "x + x")}, {"core/a.cpp": "bugprone-macro-parentheses"}),
    ({"core/a.h": GOOD["core/a.h"] + "inline int two() { return 2; }\n"}, {"core/a.cpp": None}),
    ({"core/a.h": None}, {"core/a.cpp": "file not found"}),
    ({"core/b.cpp": GOOD["core/b.cpp"].split("//", maxsplit=1)[0] + "\n"}, {"core/b.cpp": "readability-identifier-naming"}),
    ({"core/b.cpp": "int broken( {\n", "core/a.cpp": GOOD["core/a.cpp"] + "// more\n"}, {"core/a.cpp": None, "core/b.cpp": "expected"}),
    ({".clang-tidy": GOOD[".clang-tidy"].replace("FunctionCase, value: lower_case", "FunctionCase, value: UPPER_CASE")},
     {"core/a.cpp": "'four'", "core/b.cpp": None}),
    ({"core/.clang-tidy": "InheritParentConfig: true\nChecks: -performance-*\n"}, {"core/a.cpp": None, "core/b.cpp": None}),
    ({"core/c.cpp": "int c() { return 0; }\n"}, {"core/c.cpp": "compile_commands.json"}),
]  # fmt: skip


def write(root, files):
    for file, text in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


def analyse(root):
    return dict(tidy.analyse(root, sorted(str(cpp.relative_to(root)) for cpp in root.glob("core/*.cpp"))))


def results(changes):
    """Of a first look at the good tree, and of a second one after the changes."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        database = [
            {"directory": str(root), "file": str(root / cpp), "command": COMMAND.format(root=root, file=cpp)}
            for cpp in ("core/a.cpp", "core/b.cpp")
        ]
        write(root, GOOD | {"build/clang/compile_commands.json": json.dumps(database)})
        first = analyse(root)
        write(root, changes)
        return first, analyse(root)


def main():
    failed = 0
    for changes, expected in CASES:
        first, second = results(changes)
        found = all((expected[file] or "") in (findings or "") for file, findings in second.items() if file in expected)
        as_clean = {file for file in second if second[file] is None} == {file for file in expected if expected[file] is None}
        if first != {"core/a.cpp": None, "core/b.cpp": None} or second.keys() != expected.keys() or not found or not as_clean:
            failed += 1
            print(f"FAILED {changes}: {first}, then {second}, expected {expected}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
