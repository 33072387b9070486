"""Every fact names its clause and quotes a phrase of it, never a sentence."""

import re
from collections import Counter

SHORTEST, LONGEST = 3, 30
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def quotes(table):
    found = table.get("quote", [])
    return [found] if isinstance(found, str) else found


def test_every_table_with_an_id_or_a_clause_has_a_quote(cited):
    assert [where for where, table in cited if not quotes(table)] == []


def test_every_quote_comes_with_its_clause(every_table):
    assert [w for w, table in every_table if "quote" in table and "clause" not in table] == []


def test_every_quote_is_a_phrase_of_three_to_thirty_characters(cited):
    wrong = [
        (where, quote)
        for where, table in cited
        for quote in quotes(table)
        if len(quote) > LONGEST or (len(quote) < SHORTEST and table["clause"] != "table.1")
    ]
    assert wrong == []


def test_no_quote_runs_over_the_end_of_a_sentence(cited):
    ends = [q for _, t in cited for q in quotes(t) if "。" in q.rstrip("。")]
    assert ends == ["检验检测。“十三五”期间"]  # a heading of box 2 and what follows it


def test_every_cited_clause_is_listed(facts, cited):
    known = {clause["id"] for clause in facts["heading"]}
    assert [where for where, table in cited if table["clause"] not in known] == []


def test_clause_tables_cite_themselves(facts):
    assert [c["id"] for c in facts["heading"] if c["clause"] != c["id"]] == []


def test_the_facts_quote_the_plan_at_least_250_times_in_180_distinct_phrases(cited):
    found = Counter((table["clause"], q) for _, table in cited for q in quotes(table))
    assert found.total() >= 250
    assert len(found) >= 180


def test_ids_are_unique_within_their_list(facts):
    lists = {key: rows for key, rows in facts.items() if isinstance(rows, list)}
    ids = {key: Counter(r["id"] for r in rows if "id" in r) for key, rows in lists.items()}
    assert {k: i for k, seen in ids.items() for i, n in seen.items() if n > 1} == {}


def test_ids_of_our_own_are_lower_case_kebab(facts):
    of_the_plan = {"heading", "sector", "criterion", "function"}
    ours = [
        row["id"]
        for key, rows in facts.items()
        if isinstance(rows, list) and key not in of_the_plan
        for row in rows
        if "id" in row
    ]
    assert [i for i in ours if not KEBAB.fullmatch(i)] == []


def test_every_note_and_reason_of_ours_has_an_english_text(every_table):
    lacking = [
        where
        for where, table in every_table
        for key in ("note", "reason")
        if key in table and not table.get(f"{key}_en")
    ]
    assert lacking == []


def test_l18_what_supports_an_element_or_county_is_cited_from_its_own_clause(facts):
    wrong = [
        (row["id"], affinity["sector"])
        for kind in ("structure", "county")
        for row in facts[kind]
        for affinity in row["affinity"]
        if affinity.get("clause", row["clause"]) != row["clause"]
    ]
    assert sum(len(row["affinity"]) for row in facts["structure"]) >= 30
    assert wrong == []


def test_l18_the_form_of_the_layout_is_quoted_with_the_name_of_its_criterion(facts):
    form = [c for c in facts["criterion"] if c["clause"] == "4"]
    assert len(form) == 4
    assert [c["id"] for c in form if c["name"] not in c["quote"]] == []
