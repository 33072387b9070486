"""Texts of the notices that the assessment of a cluster layer adds to the message table."""

TABLE: dict[str, tuple[str, str]] = {
    "W-DUP-02": (
        "“{v}”与另一条记录同名且位置相同，同一载体只计一次。",
        "“{v}” has the name and place of another record; the same cluster counts once.",
    ),
    "W-IND-01": (
        "没有一条记录写明级别，“{name}”无法计数。请填写“级别”（JJQJB）列，例如 {title}。",
        "No record states a level, so “{name}” cannot be counted. Fill in the column 级别 "
        "(JJQJB), for example {title}.",
    ),
}
