"""`python -m tests`: everything that must be green, in the order of the quickest answer."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "types": ["-m", "mypy"],
    "layers": ["-c", "from importlinter.cli import lint_imports_command as c; c()"],
    "tests": ["-m", "pytest", "-n", "2", "-m", "not long and not benchmark"],
}


def main() -> int:
    """Run every check, tell how long each took, and return 1 if any failed."""
    failed = []
    for name, arguments in CHECKS.items():
        begun = time.monotonic()
        code = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=_environment(), check=False
        ).returncode
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        print(f"{name}: {verdict}, {time.monotonic() - begun:.0f} s", flush=True)
        if code:
            failed.append(name)
    print("failed: " + ", ".join(failed) if failed else "all green")
    return 1 if failed else 0


def _environment() -> dict[str, str]:
    """Return the environment with the scripts of this Python first on the path."""
    scripts = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": scripts + os.pathsep + os.environ.get("PATH", "")}


if __name__ == "__main__":
    sys.exit(main())
