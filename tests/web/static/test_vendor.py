"""What pages are shown with is what `deploy/vendor.lock` names, byte by byte, and goes with its licence."""

import gzip
import tomllib

import pytest

from deploy.vendor import LOCK, ROOT, block, print_styles, sha512

PACKAGES = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
FILES = [file for package in PACKAGES for file in package["files"]]
VENDOR = ROOT / "exchange" / "web" / "static" / "vendor"
KERN = (VENDOR / "kern.min.css").read_text(encoding="utf-8")
WEIGHT = 120 * 1024
"""What a first visit may weigh on the wire, in bytes."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["to"])
def test_a_vendored_file_is_the_one_that_the_lock_names(file):
    assert sha512((ROOT / file["to"]).read_bytes()) == file["sha512"]


def test_nothing_lies_there_that_the_lock_does_not_name():
    named = {file["to"] for file in FILES} | {file["print"] for file in FILES if "print" in file}
    there = {path.relative_to(ROOT).as_posix() for path in VENDOR.iterdir()}
    assert there == {name for name in named if name.startswith("exchange/")}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_each_package_goes_with_its_licence(package):
    assert package["licence"]
    assert [file for file in package["files"] if "LICENSE" in file["to"]]


def test_the_styles_for_print_are_the_light_theme_of_the_style_sheet_that_lies_beside_them():
    (version,) = [package["version"] for package in PACKAGES if package["name"] == "@kern-ux/native"]
    derived = print_styles(KERN, version=version)
    assert (VENDOR / "kern-print.css").read_text(encoding="utf-8") == derived
    assert "--kern-color-layout-text-default: var(--kern-color-neutral-950)" in derived
    assert derived.count("{") == derived.count("}")


def test_a_block_ends_with_the_brace_that_closes_it_and_a_text_without_one_is_refused():
    assert block("@media {a{b}c}d", 0) == "a{b}c"
    with pytest.raises(ValueError, match="unclosed"):
        block("@media {a{b}c", 0)


def test_what_a_first_visit_takes_of_others_leaves_room_for_ours():
    squeezed = [VENDOR / name for name in ("kern.min.css", "kern-print.css", "htmx.min.js")]
    fonts = [VENDOR / f"fira-sans-latin-{weight}.woff2" for weight in (400, 600)]
    weights = [len(gzip.compress(path.read_bytes(), 9)) for path in squeezed] + [len(one.read_bytes()) for one in fonts]
    assert sum(weights) < WEIGHT - 10 * 1024
