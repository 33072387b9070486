"""The messages of the project store, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "E-PRJ-01": (
        "无法打开项目库“{path}”：{why}。可用环境变量 PLANNER_STORE 指定位置。",
        "Cannot open the project store “{path}”: {why}. PLANNER_STORE can name another place.",
    ),
    "E-PRJ-02": (
        "“{path}”已损坏（{why}），没有改动它。"
        "请用 project restore 从一份完好的备份恢复，损坏的项目库会移到一旁。",
        "“{path}” is damaged ({why}) and was left as it is. "
        "Restore a sound backup with project restore; a damaged store is moved aside.",
    ),
    "E-PRJ-03": (
        "“{path}”由更新版本的程序写成（格式 {found}，本程序认到 {known}）。请升级本程序。",
        "“{path}” was written by a later version (format {found}; this one knows {known}). "
        "Upgrade this program.",
    ),
    "E-PRJ-04": (
        "“{name}”已被他人改动（您看到的是第 {mine} 版，现为第 {theirs} 版），未保存。",
        "“{name}” was changed by somebody else (you saw version {mine}, it is now {theirs}). "
        "Nothing was saved.",
    ),
    "E-PRJ-05": (
        "存储空间不足或无法写入（{why}），未保存；原有内容保持不变。请清理空间后重试。",
        "No room to write ({why}): nothing was saved, the earlier version is kept. "
        "Free some space and try again.",
    ),
    "E-PRJ-06": ("没有编号为“{id}”的{what}。", "There is no {what} “{id}”."),
    "E-PRJ-07": (
        "项目文件有误：{what}。请在本程序中重新导出。",
        "The project file is wrong: {what}. Export it from this program again.",
    ),
    "E-PRJ-08": ("{what}超过上限 {limit}。", "{what}: more than the limit of {limit}."),
    "E-PRJ-09": (
        "项目库正被占用，{seconds} 秒内未能写入，未保存。请重试。",
        "The project store was busy for {seconds} s; nothing was saved. Try again.",
    ),
    "E-PRJ-10": (
        "无法使用项目数据库 {place}：{why}。未能确认是否已保存，请重新打开后核对。",
        "Cannot use the project database {place}: {why}. Whether the last change was saved is "
        "not known: open it again and look.",
    ),
    "E-PRJ-11": ("“{name}”没有可撤销的改动。", "“{name}” has no change to undo."),
    "E-PRJ-12": (
        "项目库不能放在程序文件夹内（{path}）。请用 PLANNER_STORE 另选位置。",
        "The project store may not lie in the program's own folder ({path}). "
        "Name another place with PLANNER_STORE.",
    ),
    "E-PRJ-14": (
        "有几个项目名为“{name}”，请用编号：{ids}。",
        "Several projects are called “{name}”. Give the id: {ids}.",
    ),
    "E-PRJ-13": ("请先填写名称。", "Give a name first."),
}

WORDS: dict[str, Texts] = {
    "prj-format": ("不是本程序的项目文件", "it is not a project file of this program"),
    "prj-tables": ("缺少数据表", "tables are missing"),
    "prj-id": ("编号字数", "Characters of the id"),
    "prj-values": ("指标数值个数", "Values of indicators"),
    "prj-project": ("项目", "project"),
    "prj-scenario": ("方案", "scenario"),
    "prj-version": ("历史版本", "earlier version"),
    "prj-foreign": ("是别的程序的数据库", "it is another program's database"),
    "prj-not-database": ("不是数据库文件", "it is not a database file"),
    "prj-name": ("名称字数", "Characters of the name"),
    "prj-note": ("备注字数", "Characters of the note"),
    "prj-sites": ("拟选址点数", "Proposed sites"),
    "prj-size": ("方案大小（字节）", "Bytes of the scenario"),
    "prj-no-name": ("没有名称", "there is no name"),
}
