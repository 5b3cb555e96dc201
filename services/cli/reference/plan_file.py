"""plan-file.md: every field of a plan file, and every code of its review notes."""

from __future__ import annotations

from domain.vietnamese.review import REVIEW_WORDS, Review
from services.cli.plan.plan_file_models import PlanFile
from services.cli.reference.events import section
from services.cli.reference.markdown import code, table

_INTRO = """# The plan file

`chitieu plan import` writes it, officers edit it, `plan show`, `lint` and `publish` read it. One
YAML file (UTF-8) holds one plan; a field that is not listed is refused, with its line. Rules and
deadlines are those of [events](events.md).

- A row names agencies by the words that the plan prints, or by their name under `agencies`;
  where the words mean several, write `{text: Sở TTTT, name: Sở Thông tin và Truyền thông}`.
- A target names its indicator by the id under `indicators`; `id@2` is its second definition.
- `target` holds one target, `targets` those of a row of several indicators. Beside the fields of
  its rule a target has `unit`, `indicator`, `subject` (else the indicator's name), `text` (else
  the row's) and, where the officer says what is at stake, `stakes`.
- `imported` is the mark of what import read; leave it as it is. `reviewed: true` says that a row
  is decided. Importing again keeps ids and what was edited, field by field.

```yaml
- id: dong-thap-2023.phu-luc-vii.i-4
  number: I.4
  table: phu-luc-vii
  text: "Trên 60% cơ quan nhà nước cấp tỉnh tham gia cung cấp dữ liệu mở"
  kind: target
  target: {kind: threshold, relation: above, value: 60, unit: "%", indicator: du-lieu-mo@2}
  deadline: {kind: year_end, year: 2023, text: Cuối năm 2023}
  lead: [Sở TTTT]
```
"""


def page() -> str:
    """Return the page."""
    schema = PlanFile.model_json_schema()
    parts = schema["$defs"]
    sections = [
        section("PlanFile", schema),
        *(section(name, parts[name]) for name in sorted(parts)),
    ]
    fields = "".join(sections).replace("(#kinds-of-field)", "(events.md#kinds-of-field)")
    words = ((code(one.value), REVIEW_WORDS[one].vi, REVIEW_WORDS[one].en) for one in Review)
    return f"{_INTRO}\n## Fields\n\n{fields}## Review notes\n\n{table(('code', 'vi', 'en'), words)}"
