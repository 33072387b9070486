"""The plan's layers, where a point lies in them, and how well a site follows the plan."""

from layers.locate import locate
from layers.model import Plan, build
from layers.parsing import parse
from layers.peers import Peers, peers
from layers.plan import Facts
from layers.score import score
from layers.siting import choose_sites
from layers.suitability import suitability

__all__ = [
    "Facts",
    "Peers",
    "Plan",
    "build",
    "choose_sites",
    "locate",
    "parse",
    "peers",
    "score",
    "suitability",
]
