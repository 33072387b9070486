"""The six questions of the score, one file each, in the plan's order."""

from layers.criteria import (
    agglomeration,
    complementarity,
    county,
    differentiation,
    gateway,
    layout,
)

ASSESS = {
    "layout": layout.assess,
    "county": county.assess,
    "agglomeration": agglomeration.assess,
    "differentiation": differentiation.assess,
    "complementarity": complementarity.assess,
    "gateway": gateway.assess,
}
