"""The messages of `serve`, `--data` and PostGIS, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
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
        '请求正文应为 JSON：{{"inputs": {{…}}}}（Content-Type: application/json）。',
        'The body should be JSON: {{"inputs": {{…}}}} (Content-Type: application/json).',
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
        "本服务不以“{host}”这个名称提供。启动时可用 --url 指定。",
        "This service does not answer to the name “{host}”. Give it with --url at the start.",
    ),
}

WORDS: dict[str, Texts] = {
    "srv-json": ("json（只提供 JSON）", "json: nothing else is served"),
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
    "srv-bad-value": ("取值不符合说明", "as the description says"),
    "srv-in-use": ("端口已被占用", "the port is in use"),
    "srv-no-host": ("没有这个地址", "this machine has no such address"),
    "srv-denied": ("没有权限", "permission denied"),
}
