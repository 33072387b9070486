"""What axe-core finds on a page, our own faults apart from those inside Streamlit's widgets."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("vendor") / "axe.min.js"  # axe-core 4.14.1, MPL-2.0
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
async tags => {
  const result = await axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
  });
  const told = (rule, node) => [rule.id, node.target.flat().join(' '), node.html];
  return result.violations.flatMap(rule => rule.nodes.map(node => told(rule, node)));
}
"""


@cache
def script():
    return FILE.read_text(encoding="utf-8")


def violations(page):
    """Return (rule, where, HTML) of everything found in the page and its frames."""
    page.evaluate(f"() => {{ {script()} }}")
    for frame in page.frames[1:]:
        frame.evaluate(f"() => {{ {script()} }}")
    return [tuple(found) for found in page.evaluate(RUN, RULES)]
