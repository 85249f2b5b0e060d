#!/usr/bin/env python3
"""Static analysis (clang-tidy 14) of the files given, else of all our .cpp. Ends with "N passed, M failed".

  tests/tidy/tidy.py [FILE…]

Needs the compile commands of the clang build: cmake --preset clang -DBUILD_TESTING=ON
A file that was clean is analysed again only when something has changed that clang-tidy sees: the file and what it
includes, with comments and macros, the compile command, the settings, clang-tidy itself. build/clang/tidy remembers.
"""
import concurrent.futures
import hashlib
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

CLEAN, UNCHANGED, FAILED = "clean", "unchanged", "failed"


class Analysis:
    """Checks files of one source tree; check() may be called from several threads."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.build = self.root / "build/clang"
        self.version = run(["clang-tidy-14", "--version"], self.root).stdout
        database = json.loads((self.build / "compile_commands.json").read_text(encoding="utf-8"))
        self.commands = {os.path.relpath(entry["file"], self.root): entry for entry in database}

    def check(self, file):
        """CLEAN, UNCHANGED or FAILED, and the text that explains a failure."""
        if file not in self.commands:
            return FAILED, f"{file}: the clang build does not know it (build/clang/compile_commands.json)"
        preprocessed = self._preprocess(self.commands[file])
        if preprocessed.returncode != 0:
            return FAILED, preprocessed.stderr.decode(errors="replace")
        stamp, key = self.build / "tidy" / f"{file}.clean", self._key(file, preprocessed.stdout)
        if stamp.exists() and stamp.read_text(encoding="ascii") == key:
            return UNCHANGED, ""
        tidy = run(["clang-tidy-14", "-quiet", "-p", str(self.build), str(self.root / file)], self.root)
        findings = tidy.stdout.decode(errors="replace").strip()
        if tidy.returncode != 0 or findings:
            return FAILED, findings or tidy.stderr.decode(errors="replace")
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(key, encoding="ascii")
        return CLEAN, ""

    def _preprocess(self, entry):
        return run(["clang++-14", *flags(entry), "-E", "-C", "-dD", entry["file"]], entry["directory"])

    def _key(self, file, preprocessed):
        """Is the same wherever the tree lies and whatever revision it is built from."""
        text = re.sub(rb'(kRevision\[\] = )"[^"]*"', rb"\1", preprocessed)
        settings = [folder / ".clang-tidy" for folder in (self.root / file).parents if folder.is_relative_to(self.root)]
        parts = [self.version, " ".join(flags(self.commands[file])).encode(), text]
        parts += [path.read_bytes() for path in settings if path.exists()]
        digest = hashlib.sha256()
        for part in parts:
            digest.update(hashlib.sha256(part.replace(bytes(self.root), b".")).digest())
        return digest.hexdigest()


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def flags(entry):
    """The compile command without compiler (and its launcher), input and output."""
    words = shlex.split(entry["command"])
    first = next(place for place, word in enumerate(words) if word.startswith("-"))
    output = words.index("-o")
    return [word for word in words[first:output] + words[output + 2 :] if word not in ("-c", entry["file"])]


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    files = [os.path.relpath(file, root) for file in sys.argv[1:]]
    files = files or [file for file in policy.Tree(root).files if file.endswith(".cpp")]
    analysis = Analysis(root)
    count = {CLEAN: 0, UNCHANGED: 0, FAILED: 0}
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for file, (result, text) in zip(files, pool.map(analysis.check, files)):
            count[result] += 1
            if result != UNCHANGED:
                print(f"{result} {file}\n{text}".rstrip(), flush=True)
    print(f"{count[UNCHANGED]} files have not changed since they were found clean")
    print(f"{count[CLEAN] + count[UNCHANGED]} passed, {count[FAILED]} failed")
    return 1 if count[FAILED] else 0


if __name__ == "__main__":
    sys.exit(main())
