"""Who is given which part: nobody waits while another is idle."""

import distributed
import pytest

from gis_app.cluster import scheduler
from gis_app.cluster.facts import facts
from gis_app.load import default_plan

PARTS = 12


def part_done(_, part):
    """Return the part; the first waits until all others are done, or no longer than it may."""
    if part == 0:
        distributed.Event("others").wait(timeout=30)
    return part


@pytest.mark.usefixtures("plain_main")
def test_no_part_waits_behind_a_long_one_while_another_worker_is_idle():
    plan, found = default_plan(), []
    with scheduler.cluster("local:2") as client:
        others = distributed.Event("others")
        told = (facts(plan), plan)
        for part in scheduler.answers(
            client, part_done, None, range(PARTS), told=told, broken="E-CLU-08"
        ):
            found.append(part)
            if len(found) == PARTS - 1:
                others.set()
    assert found == [*range(1, PARTS), 0]
