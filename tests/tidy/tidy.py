#!/usr/bin/env python3
"""Static analysis (clang-tidy 14) of the files given, else of all our .cpp. Ends with "N passed, M failed".

  tests/tidy/tidy.py [FILE…]

Needs the compile commands of the clang build: cmake --preset clang -DBUILD_TESTING=ON
A file that was clean is analysed again only when clang-tidy would see a difference: in the text with all includes,
comments and macros, the compile command, the settings, its own version. build/clang/tidy remembers that.
Headers take most of the time: files of one folder are analysed together, and one by one when that finds something.
"""
import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/policy"))
import policy_test as policy  # pylint: disable=wrong-import-position


class Analysis:
    """Of one source tree; the methods may be called from several threads."""
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.build = self.root / "build/clang"
        self.version = run(["clang-tidy-14", "--version"], self.root).stdout
        database = json.loads((self.build / "compile_commands.json").read_bytes())
        self.flags = {os.path.relpath(entry["file"], self.root): flags(entry) for entry in database}

    def key(self, file):
        """Of everything clang-tidy sees, the same wherever the tree lies and whatever revision it is built from."""
        text = run(["clang++-14", *self.flags[file], "-E", "-C", "-dD", str(self.root / file)], self.build).stdout
        text = re.sub(rb'(kRevision\[\] = )"[^"]*"', rb"\1", text)
        settings = (path.read_bytes() for path in self._settings(file))
        parts = [self.version, " ".join(self.flags[file]).encode(), text, *settings]
        return hashlib.sha256(b"\0".join(parts).replace(bytes(self.root), b".")).hexdigest()

    def is_remembered(self, file, key):
        return self._stamp(file).exists() and self._stamp(file).read_text(encoding="utf-8") == key

    def alike(self, file):
        return os.path.dirname(file), self.flags[file]

    def check(self, keys):
        """keys: file → key, of files that are alike. Returns file → None when clean, else the findings."""
        files = list(keys)
        unit = self.build / "tidy" / files[0]
        write(unit, "".join(f'#include "{self.root / file}"  // NOLINT\n' for file in files))
        clean = len(files) > 1 and self._findings(unit, files[0]) is None
        found = {file: None if clean else self._findings(self.root / file, file) for file in files}
        for file, findings in found.items():
            if findings is None:
                write(self._stamp(file), keys[file])
        return found

    def _findings(self, source, file):
        settings = f"--config-file={self._settings(file)[0]}"
        tidy = run(["clang-tidy-14", "-quiet", settings, str(source), "--", *self.flags[file]], self.build)
        if tidy.returncode == 0 and not tidy.stdout.strip():
            return None
        return (tidy.stdout + tidy.stderr).decode(errors="replace").strip() or f"exit code {tidy.returncode}"

    def _stamp(self, file):
        return self.build / "tidy" / f"{file}.clean"

    def _settings(self, file):
        return [path for folder in pathlib.Path(file).parents if (path := self.root / folder / ".clang-tidy").exists()]


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def flags(entry):
    """Between compiler (with its launcher) and output."""
    words = shlex.split(entry["command"])
    return words[next(place for place, word in enumerate(words) if word[0] == "-") : words.index("-o")]


def analyse(root, files, together=8):
    """Yields each file that is not remembered as clean with its findings, None for a clean one."""
    analysis = Analysis(root)
    known = [file for file in files if file in analysis.flags]
    yield from ((file, "not in build/clang/compile_commands.json") for file in files if file not in known)
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        keys = dict(zip(known, pool.map(analysis.key, known)))
        changed = [file for file in known if not analysis.is_remembered(file, keys[file])]
        units = []
        for _, group in itertools.groupby(sorted(changed, key=analysis.alike), analysis.alike):
            while unit := list(itertools.islice(group, together)):
                units.append({file: keys[file] for file in unit})
        print(f"{len(changed)} files to analyse, {len(known) - len(changed)} are as they were when clean", flush=True)
        yield from (result for found in pool.map(analysis.check, units) for result in found.items())


def main():
    files = [os.path.relpath(file, ROOT) for file in sys.argv[1:]]
    files = files or [file for file in policy.Tree(ROOT).files if file.endswith(".cpp")]
    failed = 0
    for file, findings in analyse(ROOT, files):
        print(f"FAILED {file}\n{findings}" if findings else f"clean {file}", flush=True)
        failed += bool(findings)
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
