"""What sites have in common wherever they lie: plan, mixes, peers, parks, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from layers.kinds import Ints, Kind, kinds_of, share_matrix
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Peers

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Setting:
    """The kinds of sites, and what they are scored against: what a move does not change.

    Whoever scores place after place keeps it: `layers.case.points` lays places out in it.
    """

    plan: Plan
    kinds: tuple[Kind, ...]
    kind_shares: Floats  # kinds × sectors of the plan, rows sum to 1 (or 0 without a sector)
    peers: Peers | None
    own_peers: bool = False  # peers are the rows of the same file: equal ids are the same record
    parks: npt.NDArray[np.object_] | None = None  # for K5 (EPSG:4549), None without such a layer
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, make: Callable[..., Made], *given: Hashable) -> Made:
        """Return make(setting, *given), made when first asked for; no place may matter to it."""
        key = (make, *given)
        if key not in self._made:
            self._made[key] = make(self, *given)
        return cast(Made, self._made[key])

    def named(self, affinity: Mapping[str, float]) -> Floats:
        """Return t = Σ share·affinity for each kind of site."""
        return self.kind_shares @ self.affinities(affinity)

    def affinities(self, affinity: Mapping[str, float]) -> Floats:
        """Return one affinity a sector, in the plan's order."""
        return np.array([affinity.get(s.id, 0.0) for s in self.plan.facts.sectors])


def setting(
    plan: Plan,
    mixes: Sequence[object],
    functions: Sequence[str | None],
    peers: Peers | None,
    *,
    own_peers: bool = False,
    parks: npt.NDArray[np.object_] | None = None,
) -> tuple[Setting, Ints]:
    """Return the setting of some mixes and functions, and which kind of site each pair is.

    Raises
    ------
    LayerError
        A sector is none of the plan's.
    """
    kinds, which = kinds_of(mixes, functions)
    shares = share_matrix(plan, [kind.mix for kind in kinds])
    return Setting(plan, kinds, shares, peers, own_peers, parks), which
