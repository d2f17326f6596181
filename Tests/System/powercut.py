"""Possible contents of a disk after a power cut, rebuilt from the journal that disk.c records."""

import re
import struct
from dataclasses import dataclass, field

ENTRY = struct.Struct("<c31sQQ")
SECTOR = 512
CREATED, WRITTEN, TRUNCATED, SYNCED, SYNC_FAILED = b"c", b"w", b"t", b"s", b"f"
FOLDER_SYNCED, RENAMED, UNLINKED, ANSWERED = b"d", b"r", b"u", b"a"
REQUEST_ID = re.compile(rb"x-request-id: *([0-9a-f]{32})", re.IGNORECASE)


@dataclass
class Step:
    """One entry of the journal."""

    kind: bytes
    name: str
    offset: int
    content: bytes


def read_journal(path):
    steps = []
    with path.open("rb") as source:
        while head := source.read(ENTRY.size):
            kind, name, offset, length = ENTRY.unpack(head)
            content = source.read(length) if kind in (WRITTEN, RENAMED, ANSWERED) else b""
            steps.append(Step(kind, name.rstrip(b"\0").decode(), offset, content))
    return steps


def answers(steps):
    """For each request id, the position in the journal where its response was about to be sent."""
    return {
        found.decode(): place for place, step in enumerate(steps) if step.kind == ANSWERED
        for found in REQUEST_ID.findall(step.content)
    }


@dataclass
class File:
    """The synced content, and the steps since then, in order."""

    synced: bytearray = field(default_factory=bytearray)
    unsynced: list = field(default_factory=list)

    def sync(self):
        for step in self.unsynced:
            apply(step, self.synced)
        self.unsynced.clear()

    def after_cut(self, fate):
        content = bytearray(self.synced)
        for step in self.unsynced:
            fate(step, content)
        return content


@dataclass
class Folder:
    """The files of a disk by name: the current ones, those of the last sync of the directory, and the changes since.

    A file system preserves the order of directory changes, so a power cut loses only the last ones.
    """

    files: dict = field(default_factory=dict)
    synced: dict = field(default_factory=dict)
    unsynced: list = field(default_factory=list)

    def take(self, step):
        if step.kind in (CREATED, RENAMED, UNLINKED):
            change = {step.name: File() if step.kind == CREATED else None}
            if step.kind == RENAMED:
                change[step.content.decode()] = self.files[step.name]
            apply_directory_change(change, self.files)
            self.unsynced.append(change)
        elif step.kind == FOLDER_SYNCED:
            self.synced = dict(self.files)
            self.unsynced.clear()
        elif step.kind == SYNCED:
            self.files[step.name].sync()
        elif step.kind == SYNC_FAILED:
            # The kernel drops what it could not write, still shows it to readers, and the next sync succeeds.
            self.files[step.name].unsynced.clear()
        elif step.kind in (WRITTEN, TRUNCATED):
            self.files[step.name].unsynced.append(step)

    def after_cut(self, draw):
        """One possible state of the disk, by file name, after a power cut at this point."""
        fate = draw.choice([lost, apply, Mixed(draw)])
        kept = {lost: 0, apply: len(self.unsynced)}.get(fate, draw.randint(0, len(self.unsynced)))
        files = dict(self.synced)
        for change in self.unsynced[:kept]:
            apply_directory_change(change, files)
        return {name: file.after_cut(fate) for name, file in files.items()}


def apply_directory_change(change, files):
    """Applies a directory change: the new file by name, None for a removed one."""
    for name, file in change.items():
        if file is None:
            del files[name]
        else:
            files[name] = file


def lost(step, content):
    """The step did not reach the disk."""


def apply(step, content):
    """The step reached the disk."""
    if step.kind == TRUNCATED:
        del content[step.offset:]
        content.extend(bytes(step.offset - len(content)))
    else:
        put(step.offset, step.content, content)


def put(offset, piece, content):
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(piece)] = piece


class Mixed:
    """Each step is independently lost, applied, or torn: some of its sectors are lost, some applied, some garbage.

    Later steps can be applied while earlier ones are lost, so this also covers reordering.
    """

    def __init__(self, draw):
        self.draw = draw

    def __call__(self, step, content):
        fate = self.draw.choice([lost, apply, self.tear])
        fate(step, content)

    def tear(self, step, content):
        if step.kind == TRUNCATED:
            return
        start, end = step.offset, step.offset + len(step.content)
        while start < end:
            stop = min(end, (start // SECTOR + 1) * SECTOR)
            match self.draw.randrange(5):
                case 0 | 1:
                    put(start, step.content[start - step.offset:stop - step.offset], content)
                case 2:
                    put(start, self.draw.randbytes(stop - start), content)
            start = stop
