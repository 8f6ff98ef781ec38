"""What processes use, as Linux counts it."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*pids: int) -> float:
    """User and system time of processes with all their threads and all children, ended or not, in seconds."""
    return sum(_cpu_seconds(pid) for pid in pids)


def _cpu_seconds(pid: int) -> float:
    # The name in parentheses may hold anything; utime, stime, cutime and cstime are the 14th to 17th field of the line.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICK + sum(_cpu_seconds(child) for child in children(pid))


def children(pid: int) -> list[int]:
    """The processes a process has started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def peak_mb(pid: int) -> float:
    """The largest resident size of a process since `forget_peak`, in MB (10^6 bytes)."""
    return _status_mb(pid, "VmHWM")


def resident_mb(pid: int) -> float:
    """The resident size of a process now, in MB (10^6 bytes)."""
    return _status_mb(pid, "VmRSS")


def descriptors(pid: int) -> int:
    """How many files, sockets and pipes a process has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def _status_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) * 1024 / 1e6


def forget_peak(pid: int) -> None:
    """Let the peak begin at what the process uses now (proc(5), clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def machine() -> str:
    """Cores, memory and CPU model."""
    model = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    memory = int(Path("/proc/meminfo").read_text().split()[1]) * 1024 / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {model.partition(':')[2].strip()}"
