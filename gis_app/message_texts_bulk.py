"""The messages of scoring in batches and on a cluster, in the form of `message_texts.py`."""

Texts = tuple[str, str]

TABLE: dict[str, Texts] = {
    "W-BLK-01": (
        "另有 {n} 行未参与评价，不逐行列出。",
        "{n} more rows are left out, not listed one by one.",
    ),
    "W-BLK-02": (
        "另有 {n} 条说明不再列出。",
        "{n} more notices are not listed.",
    ),
    "E-CLU-01": (
        "未安装 {name}。请运行 pip install -r requirements-cluster.txt。",
        "{name} is not installed. Run: pip install -r requirements-cluster.txt.",
    ),
    "E-CLU-02": (
        "连接不上集群 {path}：{why}。请确认调度器和工作进程已启动、地址可达。",
        "Cannot reach the cluster {path}: {why}. Check that scheduler and workers run.",
    ),
    "E-CLU-03": (
        "工作进程的 {name} 为 {there}，本机为 {here}，结果可能不同。请在各机器安装同一版本。",
        "A worker has {name} {there}, here it is {here}: results may differ. Install the "
        "same version.",
    ),
    "E-CLU-04": (
        "“{path}”不是 GeoParquet，也不是含 .parquet 的文件夹；.gdb 文件夹请打包成 .gdb.zip。",
        "“{path}” is neither GeoParquet nor a folder of .parquet files; zip a .gdb folder.",
    ),
    "E-CLU-05": (
        "编号“{v}”在“{path}”的不同分块中重复。请先去重，或不分块评价（-o 文件）。",
        "The id “{v}” occurs in several parts of “{path}”. Remove one, or write a single file.",
    ),
    "E-CLU-06": (
        "“{path}”里有面：分块评价只接受点。请不用 --dask，写成单个文件。",
        "“{path}” holds areas: parts take points only. Leave --dask out and write one file.",
    ),
    "E-CLU-07": (
        "“{path}”已存在。请换一个文件夹，或先移走它。",
        "“{path}” already exists. Choose another folder, or move it away.",
    ),
    "E-CLU-08": (
        "集群中断：{why}。已完成的分块会保留，重新运行同一命令即可继续。",
        "The cluster broke off: {why}. Finished parts are kept; run the same command to go on.",
    ),
    "E-CLU-09": (
        "分块评价写入一个文件夹：-o 须为没有扩展名的路径，现为“{path}”。",
        "Parts are written to a folder: -o must be a path without an extension, not “{path}”.",
    ),
    "E-CLU-10": (
        "集群中断：{why}。没有写入任何文件；请检查工作进程后重新运行。",
        "The cluster broke off: {why}. Nothing was written. Check the workers and run it again.",
    ),
}
