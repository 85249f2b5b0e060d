#!/usr/bin/env python3
"""Static analysis (clang-tidy 14) of the files given, else of all our .cpp. Ends with "N passed, M failed".

  tests/tidy/tidy.py [FILE…]

Needs the compile commands of the clang build: cmake --preset clang -DBUILD_TESTING=ON
A file that was clean is analysed again only when something has changed that clang-tidy sees: the file and what it
includes, with comments and macros, the compile command, the settings, clang-tidy itself. build/clang/tidy remembers.
Headers take most of the time, so files of one folder are analysed together, and one by one when that finds something.
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
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "policy"))
import policy_test as policy  # pylint: disable=wrong-import-position

TOGETHER = 8


class Analysis:
    """Of one source tree; the methods may be called from several threads."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.build = self.root / "build/clang"
        self.version = run(["clang-tidy-14", "--version"], self.root).stdout
        database = json.loads((self.build / "compile_commands.json").read_text(encoding="utf-8"))
        self.flags = {os.path.relpath(entry["file"], self.root): flags(entry) for entry in database}

    def key(self, file):
        """Of everything clang-tidy sees, the same wherever the tree lies and whatever revision it is built from."""
        text = run(["clang++-14", *self.flags[file], "-E", "-C", "-dD", str(self.root / file)], self.build).stdout
        text = re.sub(rb'(kRevision\[\] = )"[^"]*"', rb"\1", text)
        parts = [self.version, " ".join(self.flags[file]).encode(), text, *(path.read_bytes() for path in self._settings(file))]
        return hashlib.sha256(b"\0".join(parts).replace(bytes(self.root), b".")).hexdigest()

    def is_remembered(self, file, key):
        return self._stamp(file).exists() and self._stamp(file).read_text(encoding="utf-8") == key

    def check(self, keys):
        """keys: file → key, of one folder with the same flags. Returns file → None when clean, else the findings."""
        if len(keys) > 1 and self._findings(self._unit(list(keys)), next(iter(keys))) is None:
            found = dict.fromkeys(keys)
        else:
            found = {file: self._findings(self.root / file, file) for file in keys}
        for file, findings in found.items():
            if findings is None:
                write(self._stamp(file), keys[file])
        return found

    def _findings(self, source, file):
        options = ["-quiet", f"--config-file={self._settings(file)[0]}", str(source), "--", *self.flags[file]]
        tidy = run(["clang-tidy-14", *options], self.build)
        if tidy.returncode == 0 and not tidy.stdout.strip():
            return None
        return (tidy.stdout + tidy.stderr).decode(errors="replace").strip() or f"exit code {tidy.returncode}"

    def _unit(self, files):
        includes = (f'#include "{self.root / file}"  // NOLINT\n' for file in files)
        return write(self.build / "tidy" / files[0], "".join(includes))

    def _stamp(self, file):
        return self.build / "tidy" / f"{file}.clean"

    def _settings(self, file):
        folders = [folder for folder in (self.root / file).parents if folder.is_relative_to(self.root)]
        return [folder / ".clang-tidy" for folder in folders if (folder / ".clang-tidy").exists()]


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def flags(entry):
    """Between compiler (with its launcher) and output."""
    words = shlex.split(entry["command"])
    return words[next(place for place, word in enumerate(words) if word[0] == "-") : words.index("-o")]


def analyse(root, files):
    """Yields each file that is not remembered as clean with its findings, None for a clean one."""
    analysis = Analysis(root)
    known = [file for file in files if file in analysis.flags]
    yield from ((file, "not in build/clang/compile_commands.json") for file in files if file not in known)
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        keys = dict(zip(known, pool.map(analysis.key, known)))
        changed = [file for file in known if not analysis.is_remembered(file, keys[file])]
        units = []
        for _, alike in itertools.groupby(changed, lambda file: (os.path.dirname(file), analysis.flags[file])):
            while unit := {file: keys[file] for file in itertools.islice(alike, TOGETHER)}:
                units.append(unit)
        print(f"{len(changed)} files to analyse; {len(known) - len(changed)} have not changed since they were clean", flush=True)
        yield from itertools.chain.from_iterable(found.items() for found in pool.map(analysis.check, units))


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    files = [os.path.relpath(file, root) for file in sys.argv[1:]]
    files = files or [file for file in policy.Tree(root).files if file.endswith(".cpp")]
    failed = 0
    for file, findings in analyse(root, files):
        print(f"FAILED {file}\n{findings}" if findings else f"clean {file}", flush=True)
        failed += bool(findings)
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
