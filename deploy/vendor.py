# ruff: noqa: INP001 it stands alone, it is no part of a package
"""Vendored files: fetches what `vendor.lock` names, checks it byte by byte, and lays it where the pages take it from.

    python deploy/vendor.py                     # fetch with `npm pack`, check, write
    python deploy/vendor.py --archives FOLDER   # the same from archives that lie there already

The lock names each package with its version, licence and the digest of its archive, and each file with its own. A file
that differs is not written. Of KERN, which has no styles for print, `kern-print.css` is derived: its own light theme,
once more under `@media print`. Printed from dark mode, overriding a few tokens prints black on black.
"""

import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = Path(__file__).with_suffix(".lock")
THEME = "@media (prefers-color-scheme: light)"
PRINT_HEAD = "/* Derived by deploy/vendor.py from @kern-ux/native {version}, EUPL-1.2: its light theme, for print. */\n"


def sha512(content: bytes) -> str:
    """The digest as npm writes it: `sha512-` and base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def print_styles(kern: str, *, version: str) -> str:
    """KERN's light theme as it stands in its style sheet, under `@media print`, for every theme of the screen."""
    body = block(kern, kern.index(THEME) + len(THEME))
    declarations = block(body, body.index(":root") + len(":root"))
    rule = f":root,[data-kern-theme],.kern-dark,.kern-light{{{' '.join(declarations.split())}}}"
    return f"{PRINT_HEAD.format(version=version)}@media print{{{re.sub(r'/[*].*?[*]/ ?', '', rule)}}}\n"


def block(text: str, at: int) -> str:
    """What stands between the first brace after `at` and the one that closes it."""
    begin = text.index("{", at) + 1
    depth = 1
    for end in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if not depth:
            return text[begin:end]
    raise ValueError("unclosed")


def archive(package: dict[str, str], folder: Path) -> Path:
    """The package's archive in the folder, fetched where it is not there."""
    name = f"{package['name'].lstrip('@').replace('/', '-')}-{package['version']}.tgz"
    if not (folder / name).exists():
        wanted = f"{package['name']}@{package['version']}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603, S607
    return folder / name


def unpack(package: dict[str, object], path: Path) -> dict[str, bytes]:
    """The package's files as the lock names them, by where they go; SystemExit where one is not what it says."""
    if sha512(path.read_bytes()) != package["integrity"]:
        sys.exit(f"{path.name}: not the archive that vendor.lock names; nothing of it was written")
    found = {}
    with tarfile.open(path) as packed:
        for file in package["files"]:  # type: ignore[attr-defined]
            member = packed.extractfile(f"package/{file['from']}")
            content = member.read() if member else b""
            if sha512(content) != file["sha512"]:
                sys.exit(f"{file['from']}: not the file that vendor.lock names; nothing was written")
            found[file["to"]] = content
            if "print" in file:
                styles = print_styles(content.decode(), version=str(package["version"]))
                found[file["print"]] = styles.encode()
    return found


def main() -> None:
    """Fetch, check and write everything the lock names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, help="a folder that holds archives of npm already")
    given = parser.parse_args().archives
    with tempfile.TemporaryDirectory() as fresh:
        folder = given or Path(fresh)
        packages = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
        files = {}
        for package in packages:
            files |= unpack(package, archive(package, folder))
    for where, content in files.items():
        path = ROOT / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>8}  {where}")  # noqa: T201 this is what the script is for


if __name__ == "__main__":
    main()
