"""A task that runs the line an engineer would type, and says on failure what the command said last."""

from collections import deque
from collections.abc import Iterable
from functools import cached_property
from subprocess import PIPE, STDOUT, Popen

from airflow.providers.standard.hooks.subprocess import SubprocessHook, SubprocessResult
from airflow.providers.standard.operators.bash import BashOperator

from expectations.settings import REPO

KEPT_LINES = 15


class JobFailed(RuntimeError):
    """The command ended with an error; the message holds its exit code and its own last words."""


class TellingHook(SubprocessHook):  # type: ignore[misc]
    """Passes a command's output on to the log line by line and keeps the last lines for the failure notice.

    The stock hook keeps one line and its operator reports only the exit code.
    """

    def run_command(
        self,
        command: list[str],
        env: dict[str, str] | None = None,
        output_encoding: str = "utf-8",
        cwd: str | None = None,
    ) -> SubprocessResult:
        """Runs to the end; stdout and stderr are one stream, because the log is."""
        self.log.info("Running command: %s", command)
        self.sub_process = Popen(command, stdout=PIPE, stderr=STDOUT, cwd=cwd, env=env, start_new_session=True)
        last: deque[str] = deque(maxlen=KEPT_LINES)
        for raw in self.sub_process.stdout or ():
            last.append(raw.decode(output_encoding, errors="backslashreplace").rstrip())
            self.log.info("%s", last[-1])
        code = self.sub_process.wait()
        if code:
            raise JobFailed(f"exit code {code}: {last_words(last)}")
        return SubprocessResult(exit_code=code, output=last[-1] if last else "")


def last_words(lines: Iterable[str]) -> str:
    """The message of the error: what follows the last frame of a traceback, else every kept line."""
    kept = [line for line in lines if line.strip()]
    frames = [number for number, line in enumerate(kept) if line.startswith('  File "')]
    if frames:
        after = kept[frames[-1] + 1 :]
        return "\n".join(line for line in after if not line.startswith("    "))
    return "\n".join(kept)


def run_line(hook: TellingHook, line: str) -> None:
    """Runs a line of shell in the checkout with the service's environment."""
    hook.run_command(["bash", "-c", line], cwd=str(REPO))


class Job(BashOperator):  # type: ignore[misc]
    """One command in the checkout with the service's environment plus `env`; no output goes to XCom."""

    ui_color = "#e8f0e4"

    def __init__(self, *, command: str, **kwargs: object) -> None:
        super().__init__(bash_command=command, cwd=str(REPO), append_env=True, do_xcom_push=False, **kwargs)

    @cached_property
    def subprocess_hook(self) -> TellingHook:
        """The hook that keeps the command's last words."""
        return TellingHook()
