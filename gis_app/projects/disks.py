"""Whether a folder lies on a disk of this machine: SQLite's log must not be shared by network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
# File systems whose files other machines may hold open too, and those that hide which it is.
SHARED = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
    *("gfs2", "ocfs2", "beegfs", "gpfs", "davfs", "fuseblk", "vboxsf", "vmhgfs", "virtiofs"),
}
REMOTE_DRIVE = 4  # what Windows calls a drive on another machine


def on_this_machine(folder: Path) -> bool:
    """Say whether `folder` is surely on a disk of this machine."""
    if sys.platform == "win32":
        return not _remote_drive(folder)
    if not MOUNTS.is_file():
        return False  # nothing tells
    kind = _file_system(os.path.realpath(folder), MOUNTS.read_text(encoding="utf-8"))
    return kind not in SHARED and not kind.startswith("fuse")


def _file_system(path: str, mounts: str) -> str:
    r"""Return the type of the file system that holds `path`, "" where no line tells.

    >>> lines = "1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 0:5 / /mnt/a rw shared:1 - nfs4 x:/ rw"
    >>> _file_system("/mnt/a/b", lines), _file_system("/mnt/ab", lines)
    ('nfs4', 'ext4')
    """
    longest, kind = -1, ""
    for line in mounts.splitlines():
        place, dash, source = line.partition(" - ")
        words = place.split(" ")
        if not dash or len(words) < 5:
            continue
        at = words[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = path == at or path.startswith(f"{at.rstrip('/')}/")
        if inside and len(at) >= longest:
            longest, kind = len(at), source.split(" ")[0]
    return kind


def _remote_drive(folder: Path) -> bool:
    import ctypes

    found = os.path.realpath(folder)
    if found.startswith("\\\\"):
        return True
    kinds = ctypes.windll.kernel32  # type: ignore[attr-defined]
    return bool(kinds.GetDriveTypeW(f"{Path(found).drive}\\") == REMOTE_DRIVE)
