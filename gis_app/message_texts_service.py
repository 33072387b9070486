"""The messages of `serve`, `--data` and PostGIS, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "E-DAT-02": (
        "{file} 不能作为图层使用：{why}。可替换的图层：{known}。",
        "{file} cannot be used: {why}. Layers that can be replaced: {known}.",
    ),
    "E-DAT-03": (
        "图层 {layer}（{file}）缺少字段：{missing}。请补上，字段代码同导出文件。",
        "Layer {layer} ({file}) lacks the fields {missing}. Add them under the codes of an export.",
    ),
    "E-DAT-04": (
        "图层 {layer}（{file}）{at}几何有误：{why}。请在源文件中修正。",
        "Layer {layer} ({file}): {at}the geometry is wrong: {why}. Correct it in the file.",
    ),
    "E-DAT-05": (
        "图层 {layer}（{file}）{at}没有填写 {field}。请补填。",
        "Layer {layer} ({file}): {at}{field} is blank. Fill it in.",
    ),
    "E-DAT-06": (
        "图层 {layer}（{file}）{at}标识“{v}”重复。请改为各不相同。",
        "Layer {layer} ({file}): {at}the id “{v}” occurs twice. Give each its own.",
    ),
    "E-DAT-07": (
        "图层 {layer}（{file}）{at}{field} 的值“{v}”有误，应为：{wanted}。",
        "Layer {layer} ({file}): {at}{field} is “{v}”, should be: {wanted}.",
    ),
    "E-DAT-08": (
        "{path}：{why}。文件应命名为 <图层>.gpkg 或 <图层>.geojson，图层为 {known}。",
        "{path}: {why}. Files are named <layer>.gpkg or <layer>.geojson, of {known}.",
    ),
    "E-DAT-09": (
        "图层 {layer}（{file}）全部在苏州之外（例如 {x}, {y}）：请检查坐标系。",
        "Layer {layer} ({file}) lies wholly outside Suzhou ({x}, {y}). Check its coordinate "
        "system.",
    ),
    "E-DAT-10": (
        "图层 {layer} 与规划不符。缺少：{missing}；多出：{unknown}。",
        "Layer {layer} does not fit the plan. Missing: {missing}; unknown: {unknown}.",
    ),
    "E-DAT-11": (
        "走线 {ids} 已改动，其围合范围须一并以 extents 图层提供。",
        "The courses {ids} have moved: give the areas inside them too, as layer extents.",
    ),
    "W-DAT-01": (
        "图层 {layer} 采用 {file}（{n} 个要素），不用随附数据。",
        "Layer {layer} is {file} ({n} features), not the shipped one.",
    ),
    "E-PGS-01": (
        "数据库地址有误：{path}。应为 postgresql://用户@主机:端口/库名?schema=模式。",
        "Not an address of a database: {path}. Write postgresql://user@host:port/name?schema=…",
    ),
    "E-PGS-02": (
        "连接不上数据库 {path}：{why}。",
        "Cannot connect to {path}: {why}.",
    ),
    "E-PGS-03": (
        "数据库 {path} 没有启用 PostGIS。请由管理员执行 CREATE EXTENSION postgis。",
        "{path} has no PostGIS. Have an administrator run CREATE EXTENSION postgis.",
    ),
    "E-PGS-04": (
        "数据库 {path} 里没有图层表。表名应为：{known}。",
        "{path} has no table of a layer. Tables are named: {known}.",
    ),
    "E-PGS-05": (
        "表 {table} 应有且只有一个几何列，现有：{found}。",
        "Table {table} should have one geometry column; it has: {found}.",
    ),
    "E-PGS-06": (
        "表 {table} 的坐标系 SRID {srid} 无法读取。请用 4490、4326、4549 或 4528。",
        "SRID {srid} of table {table} cannot be read. Use 4490, 4326, 4549 or 4528.",
    ),
    "E-PGS-07": (
        "写入 {path} 失败，未作任何改动：{why}。",
        "Could not write to {path}; nothing was changed: {why}.",
    ),
    "E-PGS-08": (
        "读取 {path} 失败：{why}。",
        "Could not read {path}: {why}.",
    ),
    "E-PGS-09": (
        "表 {table} 有 {n} 行，超过上限 {limit}。",
        "Table {table} has {n} rows, more than {limit}.",
    ),
    "E-SRV-01": (
        "无法在 {at_address} 上启动服务：{why}。请用 --port 换一个端口，或检查 --host。",
        "Cannot serve on {at_address}: {why}. Give another --port, or check --host.",
    ),
    "E-SRV-02": (
        "--host {host} 对外开放时，须用 --url 写明外部访问地址，例如 http://10.1.2.3:5000。",
        "With --host {host}, give the address that others use: --url http://10.1.2.3:5000.",
    ),
    "E-SRV-03": (
        "未安装 {name}。请运行 pip install -r requirements-serve.txt，或 make serve。",
        "{name} is not installed. Run: pip install -r requirements-serve.txt, or make serve.",
    ),
    "E-SRV-04": (
        "没有参数“{name}”。可用：{known}。",
        "There is no parameter “{name}”. Use: {known}.",
    ),
    "E-SRV-05": (
        "参数 {name}={v} 有误，应为：{wanted}。",
        "{name}={v} is wrong. It should be {wanted}.",
    ),
    "E-SRV-06": ("没有“{what}”。", "There is no “{what}”."),
    "E-SRV-07": (
        "这里不接受 {method} 请求，只接受 {known}。",
        "{method} is not accepted here, only {known}.",
    ),
    "E-SRV-08": (
        "请求正文应为 JSON 对象，各项输入写在 inputs 之下（Content-Type: application/json）。",
        "The body should be a JSON object with the inputs below “inputs” (Content-Type: "
        "application/json).",
    ),
    "E-SRV-09": (
        "请求正文超过 {limit} MB。请分批提交。",
        "The body is larger than {limit} MB. Send it in parts.",
    ),
    "E-SRV-10": (
        "服务内部错误，编号 {ident}。请把编号告诉管理员。",
        "Internal error {ident}. Tell this number to whoever runs the service.",
    ),
    "E-SRV-11": (
        "本服务不以“{host}”这个名称提供。请改用服务公布的地址，或请管理员启动时用 --url 指定。",
        "This service does not answer to the name “{host}”. Use the address it was announced "
        "with, or have whoever runs it give that name with --url.",
    ),
}

WORDS: dict[str, Texts] = {
    "pgs-server": (
        "没有服务器应答，请检查主机、端口和网络",
        "no server answers; check host, port and network",
    ),
    "pgs-password": (
        "用户名或密码不对（密码可放在 PGPASSWORD 或 ~/.pgpass）",
        "wrong user or password (put it into PGPASSWORD or ~/.pgpass)",
    ),
    "pgs-database": ("没有这个库", "there is no such database"),
    "pgs-schema": ("没有这个模式", "there is no such schema"),
    "pgs-right": ("没有权限", "permission denied"),
    "pgs-slow": ("超时", "it took too long"),
    "pgs-in-use": ("有其他对象依赖原表", "other objects depend on the table"),
    "pgs-lost": ("连接中断", "the connection was lost"),
    "dat-derived": (
        "该图层由条款、走线和板块推得（走线可用 courses 图层替换）",
        "it follows from clauses, courses and districts (courses can be replaced)",
    ),
    "dat-unknown": ("没有这样的图层", "there is no such layer"),
    "dat-no-file": ("没有图层文件", "no layer is there"),
    "dat-no-folder": ("不是文件夹", "it is not a folder"),
    "dat-twice": ("同一图层有两个文件", "two files for one layer"),
    "dat-unreadable": ("坐标无法读取", "its coordinates cannot be read"),
    "dat-empty": ("没有几何", "there is none"),
    "dat-invalid": ("自相交、未闭合或坐标无效", "crosses itself, or is not closed or finite"),
    "dat-Point": ("应为单个点", "should be one point"),
    "dat-LineString": ("应为一条相连的线", "should be one connected line"),
    "dat-Polygon": ("应为面", "should be a polygon"),
    "srv-json": ("json（只提供 JSON）", "json: nothing else is served"),
    "srv-lang": ("zh 或 en", "zh or en"),
    "srv-time": (
        "RFC 3339 的时刻或时段，例如 2024-01-01T00:00:00Z、2024-01-01/..",
        "an instant or interval of RFC 3339, such as 2024-01-01T00:00:00Z or 2024-01-01/..",
    ),
    "srv-limit": ("大于零的整数", "a whole number above zero"),
    "srv-offset": ("不小于零的整数", "a whole number, zero or above"),
    "srv-box": (
        "四个数，按坐标系的轴序，小者在前",
        "four numbers in the axis order of the system, the smaller ones first",
    ),
    "srv-box-first": ("与 bbox 一起使用", "given together with bbox"),
    "srv-truth": ("true 或 false", "true or false"),
    "srv-hits": ("results 或 hits", "results or hits"),
    "srv-number": ("数", "a number"),
    "srv-text": ("文字", "text"),
    "srv-collection": ("GeoJSON FeatureCollection", "a GeoJSON FeatureCollection"),
    "srv-bad-value": ("说明中写明的取值", "as the description says"),
    "srv-in-use": ("端口已被占用", "the port is in use"),
    "srv-no-host": ("没有这个地址", "this machine has no such address"),
    "srv-denied": ("没有权限", "permission denied"),
}
