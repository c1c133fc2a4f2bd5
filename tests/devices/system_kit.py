"""Disks of the machine on which the power goes, for what root writes at first boot."""

import shutil
from collections.abc import Callable
from pathlib import Path

from frame.devices.system_files import SystemFiles


class PowerCut(BaseException):
    """The world stopped."""


class QuickFiles(SystemFiles):
    """A disk that does not wait for the platter; it writes down which steps there were."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def _step(self, name: str, tear: Callable[[], None] = lambda: None) -> None:
        self.steps.append(name)
        del tear

    def create(self, path: Path, mode: int) -> int:
        self._step("create")
        return super().create(path, mode)

    def write(self, number: int, data: bytes) -> None:
        self._step("torn write", lambda: SystemFiles.write(self, number, data[: len(data) // 2]))
        super().write(number, data)

    def sync(self, number: int) -> None:
        self._step("sync")
        assert number >= 0

    def rename(self, old: Path, new: Path) -> None:
        self._step("rename")
        super().rename(old, new)

    def link(self, path: Path, target: Path) -> None:
        self._step("link")
        super().link(path, target)

    def sync_folder(self, folder: Path) -> None:
        self._step("sync folder")
        assert folder.is_dir()

    def overwrite(self, path: Path) -> None:
        def half() -> None:
            held = path.read_bytes()
            path.write_bytes(bytes(len(held) // 2) + held[len(held) // 2 :])

        self._step("torn overwrite", half)
        super().overwrite(path)
        self._step("overwritten")

    def unlink(self, path: Path) -> None:
        self._step("unlink")
        super().unlink(path)


class CutFiles(QuickFiles):
    """A disk on which the power goes at step number `at`; `left` is what is found afterwards."""

    def __init__(self, root: Path, left: Path, at: int) -> None:
        super().__init__()
        self.root, self.left, self._at = root, left, at

    def _step(self, name: str, tear: Callable[[], None] = lambda: None) -> None:
        self.steps.append(name)
        if len(self.steps) == self._at:
            tear()
            shutil.copytree(self.root, self.left, symlinks=True)
            self.lose()
            raise PowerCut(name)

    def lose(self) -> None:
        """Take away what the power cut took; here every step had reached the disk."""


class ForgetfulFiles(CutFiles):
    """A disk that loses every name that was changed in a folder and not synced there."""

    def __init__(self, root: Path, left: Path, at: int) -> None:
        super().__init__(root, left, at)
        self._held: dict[Path, bytes | Path | None] = {}

    def rename(self, old: Path, new: Path) -> None:
        self._remember(old)
        self._remember(new)
        super().rename(old, new)

    def unlink(self, path: Path) -> None:
        self._remember(path)
        super().unlink(path)

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self._held = {path: held for path, held in self._held.items() if path.parent != folder}

    def lose(self) -> None:
        for path, held in self._held.items():
            lost = self.left / path.relative_to(self.root)
            lost.unlink(missing_ok=True)
            if isinstance(held, bytes):
                lost.write_bytes(held)
            elif held is not None:
                lost.symlink_to(held)

    def _remember(self, path: Path) -> None:
        if path in self._held:
            return
        if path.is_symlink():
            self._held[path] = path.readlink()
        else:
            self._held[path] = path.read_bytes() if path.exists() else None
