"""Reads the house as text and syntax trees, so that each rule can also be tried on a house with a planted fault."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

ROOMS = (
    "dags",
    "spark_jobs",
    "ml",
    "exports",
    "dashboards",
    "lake",
    "expectations",
    "simulator",
    "cli",
    "benchmarks",
    "tests",
)
NOT_OURS = {".git", ".venv", ".keys", ".mypy_cache", ".ruff_cache", ".pytest_cache", "__pycache__", "node_modules"}
#: Calls whose first two arguments name the tables that their file writes: what a job declares, what is told or named.
WRITING = ("Feed", "Product", "_tell", "write_deltalake")
TABLE = re.compile(r"[a-z]+\.[a-z_]+")


@cache
def _parsed(text: str) -> ast.Module:
    """A file as a tree, once for all houses that have it: each planted fault is one more house."""
    return ast.parse(text)


@cache
def _calls(tree: ast.Module) -> tuple[tuple[str, list[ast.expr]], ...]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return tuple((ast.unparse(node.func), node.args) for node in calls)


class Module:
    """One Python file."""

    def __init__(self, root: Path, path: Path) -> None:
        self.name, self.room = path.relative_to(root).as_posix(), path.relative_to(root).parts[0]
        text = path.read_text(encoding="utf-8")
        self.lines, self.tree = text.splitlines(), _parsed(text)

    def imports(self) -> Iterator[str]:
        """Every imported module by its full name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: relative import"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def strings(self) -> set[str]:
        """Every text in the code that is no docstring."""
        bodies = [n.body for n in ast.walk(self.tree) if hasattr(n, "body") and isinstance(n.body, list)]
        docs = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
        nodes = (node for node in ast.walk(self.tree) if isinstance(node, ast.Constant) and id(node) not in docs)
        return {node.value for node in nodes if isinstance(node.value, str)}

    def calls(self) -> tuple[tuple[str, list[ast.expr]], ...]:
        """(dotted name without its first part where there are several, arguments) of every call."""
        return _calls(self.tree)

    def functions(self) -> Iterator[tuple[str, int]]:
        """(name, lines) of every function."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, (node.end_lineno or 0) - node.lineno + 1

    @cached_property
    def constants(self) -> dict[str, str]:
        """Module-level names of texts."""
        found = (n for n in self.tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant))
        return {n.targets[0].id: n.value.value for n in found if isinstance(n.targets[0], ast.Name)}  # type: ignore


class House:
    """All files of a checkout that are ours."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def files(self) -> list[Path]:
        """Every file but installed, made and cached ones."""
        tops = [p for p in sorted(self.root.iterdir()) if p.name not in NOT_OURS and not p.name.startswith("var")]
        inside = (file for top in tops for file in ([top] if top.is_file() else sorted(top.rglob("*"))))
        return [f for f in inside if f.is_file() and not NOT_OURS & set(f.relative_to(self.root).parts)]

    @cached_property
    def modules(self) -> list[Module]:
        """Every Python file of a room."""
        found = [path for path in self.files if path.suffix == ".py"]
        return [Module(self.root, p) for p in found if p.relative_to(self.root).parts[0] in ROOMS]

    def of(self, *rooms: str) -> list[Module]:
        """The modules of some rooms."""
        return [module for module in self.modules if module.room in rooms]

    def lake_writers(self) -> dict[str, set[str]]:
        """Which files write which table of the lake."""
        found: dict[str, set[str]] = defaultdict(set)
        shared = next(module.constants for module in self.modules if module.name == "lake/snapshot.py")
        for module in self.of("spark_jobs", "ml", "exports", "lake", "expectations"):
            for name, arguments in module.calls():
                if name.split(".")[-1] in WRITING:
                    for table in filter(TABLE.fullmatch, _texts(arguments[:2], shared | module.constants)):
                        found[table].add(module.name)
        return found


def _texts(arguments: list[ast.expr], constants: dict[str, str]) -> Iterator[str]:
    for node in (node for argument in arguments for node in ast.walk(argument)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name) and node.id in constants:
            yield str(constants[node.id])
