"""On which machine, and with which versions, was this measured?"""

import os
import platform
import resource
import sys
from importlib.metadata import version
from pathlib import Path


def describe(*packages: str) -> str:
    """One line: versions, machine, and how busy it is with other work."""
    versions = [f"{package} {version(package)}" for package in packages]
    return (
        f"Python {platform.python_version()}, {', '.join(versions)}; {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )


def peak_megabytes() -> float:
    """The most memory this process has held so far; what its parent held does not count."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux a process inherits its parent's peak in getrusage
        lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)
