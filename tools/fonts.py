"""Make the fonts in gis_app/static/fonts from Debian's package fonts-noto-cjk (run by maintainers).

Usage: .venv/bin/python tools/fonts.py [FOLDER]. FOLDER holds NotoSansCJK-Regular.ttc and so on
(/usr/share/fonts/opentype/noto). They keep GB 2312, Latin and every character of our own texts and
data; a changed font under the Open Font License gets another name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "gis_app" / "static" / "fonts"
SOURCE = Path("/usr/share/fonts/opentype/noto")
VERSION = "Version 1.000"
# Collection, the font in it, our family, style.
MADE = (
    ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "Suzhou Layout Sans", "Regular"),
    ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "Suzhou Layout Sans", "Bold"),
    ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "Suzhou Layout Serif", "Regular"),
)
TEXTS = (
    "gis_app/**/*.py",
    "layers/**/*.py",
    "geodata/**/*.toml",
    "geodata/**/*.csv",
    "geodata/**/*.geojson",
    "gis_app/**/*.po",
)
RANGES = ((0x20, 0x17F), (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x2094), (0x20A0, 0x20BF))
SYMBOLS = "αβγδεθλμπρστφωΔΣΩ℃№←↑→↓↔∈∑√∞∩∪≈≠≤≥≪≫□■△▲○●◎◐◑◆◇★☆✓✔✕①②③④⑤⑥⑦⑧⑨⑩½¼¾"
# Beyond GB 2312: characters of place, company and personal names of the region.
NAMES = (
    "甪浉堍墅圩埂塍漍淞泖澱濆浒荻葑蕩菉茆莘芃苕荥滬澔垚堃喆昇晟昉昕旻晖曈曌玥珺珩珺琤琰瑄璟璐璠"
    "瑀瓒熠燊煊煜烜炀炅焜焱淼湲渼澍瀚灏潼沄泓泠浛涵漪滢潆怡懿恺恒弢彧彣鑫鑽锟锴镕镒铖钰钜钲铠骁骅"
    "骐骥祎祺禛祐稷穗筱筠箬粲綦缦羿翀翊翛翯耿聿胤臻艾芊芮苡茗荃莞菡萱蓥蘅虓蜚衎裒觐訚诩谞赟赪跞"
    "轶轾迤迳逯遨邕邗邬郓郗郯郸鄞鄱酆醴釜闳阊阗隗隽雯霁霖霏韫韬頔颀颢飏馥驷鲲鲶鸿鹄鹏鹭麒麾黎黔龑"
    "龢砼砻硚礐碶埗埭堰堽塬墚壩嶺峄岘岷崟崧嵊嵩嵘栟桠梽楝槱樾橹檀櫜榉枞柘柞杧桫棪梓槿璜泾浏蠡胥娄"
)


def characters() -> set[int]:
    """Return the code points to keep."""
    found = {code for low, high in RANGES for code in range(low, high + 1)}
    found |= {ord(c) for c in SYMBOLS + NAMES}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found |= {ord(c) for c in bytes((high, low)).decode("gb2312", errors="ignore")}
    for pattern in TEXTS:
        for path in ROOT.glob(pattern):
            found |= {ord(c) for c in path.read_text(encoding="utf-8")}
    return {code for code in found if code >= 0x20}


def cut(font: TTFont, codes: set[int]) -> TTFont:
    """Return the font with these characters only, without hints and layout nobody asks for."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "halt", "palt"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.desubroutinize = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    return font


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the font our name; copyright and licence stay as they were."""
    kept = {i: font["name"].getDebugName(i) for i in (0, 7, 9, 10, 11, 13, 14)}
    compact = f"{family.replace(' ', '')}-{style}"
    kept |= {1: family, 2: style, 3: f"1.000;{compact}", 4: f"{family} {style}"}
    kept |= {5: VERSION, 6: compact}
    font["name"].names = []
    for ident, text in kept.items():
        if text:
            font["name"].setName(text, ident, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames[0] = compact
    top.topDictIndex[0].FamilyName = family
    top.topDictIndex[0].FullName = f"{family} {style}"


def main(folder: Path) -> None:
    """Write the fonts; the same input gives the same bytes."""
    TARGET.mkdir(parents=True, exist_ok=True)
    codes = characters()
    for collection, name, family, style in MADE:
        fonts = TTCollection(folder / collection).fonts
        font = next(f for f in fonts if f["name"].getDebugName(1).startswith(name))
        font.recalcTimestamp = False
        rename(cut(font, codes), family, style)
        path = TARGET / f"{family.replace(' ', '')}-{style}.otf"
        font.save(path)
        print(
            f"{path.relative_to(ROOT)}: {len(font.getBestCmap())} characters, "
            f"{path.stat().st_size / 1e6:.2f} MB"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
