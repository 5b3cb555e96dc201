"""Small and plain: sizes, docstrings, and suppressions that say what they suppress."""

import ast
import io
import re
import subprocess
import tokenize

from tests.structure.source import PRODUCT, ROOT, modules

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 50
TEST_FILE_LINES_MAX = 400

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
NOT_RUN = {"skip", "skipif", "xfail", "importorskip"}

BARE_NOQA = re.compile(r"#\s*noqa(?!: [A-Z]+\d+)", re.IGNORECASE)
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z, -]+\])")
UNEXPLAINED = re.compile(r"#\s*(?:type:\s*ignore\[[^\]]*\]|noqa: [A-Z0-9, ]+)\s*$")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.:/])/(?:home|Users|work)/\w")


DOCSTRING_FIRST = re.compile(r'(?:#[^\n]*\n|\s)*r?"""\s*[^\s"]')
MAY_SUPPRESS = re.compile(r"#.*(?:noqa|type:)", re.IGNORECASE)


def comments(text: str, about: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the comments of a Python file with their lines; none where nothing is found there."""
    if not about.search(text):
        return []
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


def test_files_are_short() -> None:
    """A file of the product that grows past 300 lines has two jobs."""
    long = {
        module.path: lines
        for module in modules(*PRODUCT)
        if (lines := module.text.count("\n")) > FILE_LINES_MAX
    }
    assert not long


def test_test_files_are_short() -> None:
    """A test file may be longer, as a table of cases is."""
    long = {
        module.path: lines
        for module in modules("tests")
        if (lines := module.text.count("\n")) > TEST_FILE_LINES_MAX
    }
    assert not long


def test_functions_are_short() -> None:
    """A function of more than 50 lines has two jobs; one defined inside counts for itself."""
    long = {
        f"{module.at(node)} {node.name}": lines
        for module in modules(*PRODUCT)
        for node in module.nodes
        if isinstance(node, FUNCTION) and (lines := own_lines(node)) > FUNCTION_LINES_MAX
    }
    assert not long


def own_lines(function: ast.AST) -> int:
    """Return the lines of a function without those of the functions defined in it."""
    inner = [node for node in ast.iter_child_nodes(function) if isinstance(node, FUNCTION)]
    return span(function) - sum(map(span, inner))


def span(node: ast.AST) -> int:
    """Return the lines from the first to the last of a definition."""
    assert isinstance(node, FUNCTION)
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return (node.end_lineno or node.lineno) - first + 1


def test_every_module_says_what_it_is_for() -> None:
    """The first thing in a file is its docstring."""
    silent = [m.path for m in modules(*PRODUCT, "tests") if not DOCSTRING_FIRST.match(m.text)]
    assert not silent


def test_a_suppression_names_its_rule_and_its_reason() -> None:
    """`noqa` and `type: ignore` silence one thing each, and say why."""
    found = [
        f"{module.path}:{line} {comment}"
        for module in modules(*PRODUCT, "tests")
        for line, comment in comments(module.text, MAY_SUPPRESS)
        if BARE_NOQA.search(comment) or BARE_IGNORE.search(comment) or UNEXPLAINED.search(comment)
    ]
    assert not found


def test_nothing_is_left_for_later_in_the_code() -> None:
    """What is not done is an issue, not a comment."""
    found = [
        f"{module.path}:{line} {comment}"
        for module in modules(*PRODUCT, "tests")
        for line, comment in comments(module.text, UNFINISHED)
        if UNFINISHED.search(comment)
    ]
    assert not found


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    """A test that is in the way is deleted or mended."""
    found = [
        module.at(node)
        for module in modules("tests")
        if any(name in module.text for name in NOT_RUN)
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr in NOT_RUN
    ]
    assert not found


def test_nothing_names_somebody_s_machine() -> None:
    """The project runs from wherever it was cloned to."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    found = [
        name
        for name in listed.stdout.split("\0")
        if (path := ROOT / name).is_file()
        and SOMEBODYS_MACHINE.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found
