/* Search by place name: a field with a list, for the pointer and the keyboard. */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const MOST = 8;
  const SHOWN_MS = 8000;
  const plain = (text) => text.toLowerCase().replace(/\s+/g, "");

  /* entries: [name, other name, kind, lat, lng, zoom]; those that begin with the words first. */
  function matches(entries, words) {
    const wanted = plain(words);
    if (!wanted) return [];
    const rank = (e) => {
      const at = [e[0], e[1]].map((name) => plain(name).indexOf(wanted)).filter((i) => i >= 0);
      return at.length ? Math.min(...at) : Infinity;
    };
    return entries.map((e, i) => [rank(e), i, e]).filter(([r]) => r < Infinity)
      .sort((a, b) => (a[0] > 0) - (b[0] > 0) || a[1] - b[1]).slice(0, MOST).map(([, , e]) => e);
  }

  function go(map, [name, , kind, lat, lng, zoom]) {
    map.setView([lat, lng], Math.max(map.getZoom(), zoom), { animate: false });
    const ring = L.circleMarker([lat, lng], { pane: "suzhou-picks", radius: 16, color: "#1f5fa8", weight: 3, fill: false, interactive: false })
      .bindTooltip(S.told([name, kind]), { permanent: true, direction: "top", offset: [0, -14] }).addTo(map);
    setTimeout(() => ring.remove(), SHOWN_MS);
    map.once("click", () => ring.remove());
    map.getContainer().focus({ preventScroll: true });
  }

  function search(map, doc) {
    const text = doc.text.tools;
    const list = S.element("ul", { class: "suzhou-found", role: "listbox", id: "suzhou-found", "aria-label": text.search, hidden: "" });
    const input = S.element("input", {
      type: "search", class: "suzhou-search", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": "suzhou-found", "aria-label": text.search, placeholder: text.search, autocomplete: "off", spellcheck: "false",
    });
    let [found, active] = [[], -1];
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (entry) => { input.value = entry[0]; close(); go(map, entry); };
    const mark = (i) => {
      active = i;
      [...list.children].forEach((row, j) => row.setAttribute("aria-selected", String(j === i)));
      if (i >= 0 && found.length) input.setAttribute("aria-activedescendant", "suzhou-found-" + i);
    };
    const row = (entry, i) => {
      const kind = S.element("small");
      const item = S.element("li", { role: "option", id: "suzhou-found-" + i, "aria-selected": "false" });
      item.textContent = entry[0];
      kind.textContent = entry[2];
      item.append(kind);
      item.addEventListener("mousedown", (e) => { e.preventDefault(); choose(entry); });
      return item;
    };
    const look = () => {
      found = matches(doc.search, input.value);
      const none = S.element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" });
      none.textContent = text.nothing;
      list.replaceChildren(...(found.length ? found.map(row) : [none]));
      list.hidden = !input.value.trim();
      input.setAttribute("aria-expanded", String(!list.hidden));
      mark(found.length ? 0 : -1);
    };
    input.addEventListener("input", look);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (e) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (step && found.length) { mark((active + step + found.length) % found.length); e.preventDefault(); }
      else if (e.key === "Enter" && found[active] && !list.hidden) { choose(found[active]); e.preventDefault(); }
      else if (e.key === "Escape") { close(); input.value = ""; }
      e.stopPropagation(); // the map's own keys
    });
    return S.element("div", { class: "suzhou-searching" }, input, list);
  }

  Object.assign(S, { search });
})();
