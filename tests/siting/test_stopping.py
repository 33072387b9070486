"""A search for sites asks between its steps whether it is still wanted, and ends when it is not."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gis_app.jobs import Job, Stopped
from gis_app.load import default_plan
from layers.siting import Options, choose_sites
from layers.siting_candidates import Rules
from tests.siting.town import plan

HARD = Options(improve=True, bound=True)


class Unwanted(Exception):
    """What a check raises here."""


def choose(check, *, options=HARD, of=None, sector="P6", count=3):
    return choose_sites(
        of or plan(), {"S2": 1.0} if of is None else {sector: 1.0}, count,
        rules=Rules(spacing_m=2000.0), existing=None, options=options, check=check,
    )  # fmt: skip


def counting(limit=None):
    """Return a check that raises when it is asked for the `limit`-th time, and its count."""
    asked = []

    def check():
        asked.append(threading.current_thread().name)
        if len(asked) == limit:
            raise Unwanted

    return check, asked


def test_every_stage_asks_and_each_time_the_search_can_end():
    check, asked = counting()
    whole = choose(check)
    assert len(asked) > 10  # rules, courses, ties, picks, exchanges, groups, the program
    check, sure = counting()
    choose(check, options=Options(improve=True))  # how often the solver is waited for may vary
    for limit in range(1, len(asked), 5):
        check, now = counting(limit)
        ended = contextlib.suppress(Unwanted) if limit > len(sure) else pytest.raises(Unwanted)
        with ended:
            choose(check)
            assert len(now) < limit
        assert len(now) <= limit  # nothing goes on after it
    assert choose(counting()[0]).picks == whole.picks


def test_without_the_extras_it_asks_less():
    counts = []
    for options in (Options(), HARD):
        check, asked = counting()
        choose(check, options=options)
        counts.append(len(asked))
    assert counts[0] < counts[1]


def test_stopping_a_job_ends_its_thread_in_the_midst_of_the_search():
    begun, go_on = threading.Event(), threading.Event()
    after = []

    def work(job):
        def check():
            begun.set()
            go_on.wait(60)
            after.append(1)
            job.check()

        return choose(check, of=default_plan())

    with ThreadPoolExecutor(1) as pool:
        job = Job().start(pool, work)
        assert begun.wait(60)
        job.stop()
        go_on.set()
        with pytest.raises(Stopped):
            job.result()
        assert after == [1]
        assert pool.submit(len, "next").result() == 4  # the thread is free


def test_the_solver_is_left_when_its_answer_is_no_longer_wanted():
    class Late(Exception):
        pass

    def check():
        if any(t.name == "highs" for t in threading.enumerate()):
            raise Late

    with pytest.raises(Late):
        choose(check, of=default_plan(), sector="P1", count=10)  # no bound alone proves this one
    for thread in threading.enumerate():
        if thread.name == "highs":
            thread.join(120)
            assert not thread.is_alive()
