"""The messages about values of the plan's indicators, in the form of `message_texts.py`."""

from gis_app.message_texts import Texts

TABLE: dict[str, Texts] = {
    "E-IND-01": (
        "{path} 不是指标数据表：应有一列 id 或“指标”，以及 {first}–{last} 年各一列。"
        "可在应用的“县域指引与指标”一页下载此表，填好后再用。",
        "{path} is not a table of indicator values: it should have a column id or indicator, and a "
        "column for each year from {first} to {last}. Download the table from the page Counties "
        "and indicators of the app and fill it in.",
    ),
    "E-IND-02": (
        "{at}“{v}”不是规划的指标，或与前面某行重复。请用下载表中的 id。",
        "{at}“{v}” is not one of the plan's indicators, or an earlier row has it. Use the ids "
        "of the downloaded table.",
    ),
    "E-IND-03": (
        "{at}{year} 年的“{v}”不是数。没有数据请留空。",
        "{at}“{v}” for {year} is not a number. Leave a cell blank where there is no value.",
    ),
}
