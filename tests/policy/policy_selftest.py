#!/usr/bin/env python3
"""Proves that each rule of policy_test.py finds what it is there for. Ends with "N passed, M failed"."""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import policy_test as policy  # pylint: disable=wrong-import-position

GOOD = "#pragma once\n\nnamespace mtxmon {}\n"

# rule, file, text, whether the rule must object
CASES = [
    (policy.layers, "core/base/a.h", '#include "core/store/b.h"\n' + GOOD, True),
    (policy.layers, "core/store/a.h", '#include "core/base/b.h"\n' + GOOD, False),
    (policy.layers, "agent/a.h", '#include "exporter/b.h"\n' + GOOD, True),
    (policy.layers, "agent/a.h", '#include "core/store/b.h"\n' + GOOD, False),
    (policy.layers, "agent/a.h", '#include "b.h"\n' + GOOD, True),
    (policy.layers, "lonely/a.h", GOOD, True),
    (policy.hidden_libraries, "agent/a.cpp", "#include <curl/curl.h>\n", True),
    (policy.hidden_libraries, "core/http/a.cpp", "#include <curl/curl.h>\n", False),
    (policy.hidden_libraries, "core/http/a.cpp", "#include <hiredis/hiredis.h>\n", True),
    (policy.hidden_libraries, "core/store/a.cpp", "#include <civetweb.h>\n", True),
    (policy.file_form, "core/base/a.h", GOOD + "\n" * 200, True),
    (policy.file_form, "core/base/BigName.h", GOOD, True),
    (policy.file_form, "core/base/a.h", "namespace mtxmon {}\n", True),
    (policy.file_form, "core/base/a.h", GOOD + "using namespace std;\n", True),
    (policy.file_form, "core/base/a.h", GOOD, False),
    (policy.no_sleeping, "tests/unit/a.cpp", "std::this_thread::sleep_for(1s);\n", True),
    (policy.no_sleeping, "tests/unit/a.cpp", "// never sleep_for here\n", False),
    (policy.no_skipped_tests, "tests/unit/a.cpp", "TEST(A, DISABLED_b) {}\n", True),
    (policy.no_skipped_tests, "dashboard/web/a.test.ts", "it.only('x')\n", True),
    (policy.text_form, "README.md", "no end", True),
    (policy.text_form, "README.md", "space \n", True),
    (policy.text_form, "tests/fixtures/a.json", "{}", False),
    (policy.leaks, "README.md", "see /ho" + "me/anna/notes\n", True),
    (policy.leaks, "README.md", "a TO" + "DO here\n", True),
    (policy.leaks, "key.pem", "-----BEGIN PRIVATE KE" + "Y-----\n", True),
    (policy.leaks, "big.txt", "x" * (policy.MAX_BYTES + 1), True),
    (policy.leaks, "README.md", "http://host/homepage\n", False),
]


def main():
    failed = 0
    for rule, file, text, must_object in CASES:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            faults = list(rule(policy.Tree(folder)))
        if bool(faults) != must_object:
            failed += 1
            print(f"FAILED {rule.__name__} on {file} {text[:60]!r}: {faults}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
