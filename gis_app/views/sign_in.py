"""Who may see the app: everybody, or where `secrets.toml` has [auth], whom its provider knows.

`[sign_in] allowed` in the same file narrows that to addresses (`li@example.cn`) and domains
(`@example.cn`). PLANNER_SIGN_IN=required keeps the app shut where [auth] is missing or unreadable.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from gis_app.components.wording import Words

SETTING = "PLANNER_SIGN_IN"
REQUIRED = "required"


def admit(words: Words) -> None:
    """Let the run go on where its visitor may see the app; else say what to do and stop it."""
    known = secrets()
    if not known.get("auth"):
        if os.environ.get(SETTING, "") == REQUIRED:
            st.error(words.t("服务器要求登录，但没有可用的登录设置，请与管理员联系。"))
            st.stop()
        return
    if not st.user.get("is_logged_in"):
        st.header(words.t("请先登录"), anchor=False)
        st.write(words.t("本系统供单位内部使用，请用单位账号登录。"))
        st.button(words.t("登录"), type="primary", on_click=st.login)
        st.stop()
    person = st.user.to_dict()
    allowed = known.get("sign_in", {}).get("allowed")
    if allowed is not None and not admitted(person, allowed):
        st.error(words.t("这个账号没有使用本系统的权限，请与管理员联系。"))
        st.button(words.t("退出登录"), on_click=st.logout)
        st.stop()
    with st.sidebar:
        st.text(str(person.get("name") or person.get("email") or ""))
        st.button(words.t("退出登录"), on_click=st.logout)


def secrets() -> Mapping[str, Any]:
    """Return what the secrets file holds, nothing where there is none; a broken one is an error."""
    files = [Path(path) for path in st.get_option("secrets.files")]
    return st.secrets.to_dict() if any(path.exists() for path in files) else {}


def admitted(person: Mapping[str, Any], allowed: Iterable[str]) -> bool:
    """Say whether the address of `person` is one of `allowed`, or of a domain (`@…`) among them.

    An address that the provider says it has not verified counts for nothing.

    >>> admitted({"email": "Li@example.cn"}, ["@EXAMPLE.cn"])
    True
    >>> admitted({"email": "li@example.cn.evil.com"}, ["@example.cn", "li@example.cn"])
    False
    """
    address = str(person.get("email") or "").strip().casefold()
    name, at, domain = address.rpartition("@")
    if not (name and at and domain) or person.get("email_verified") in (False, "false"):
        return False
    return bool({address, f"@{domain}"} & {entry.strip().casefold() for entry in allowed})
