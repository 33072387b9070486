/* The tools at the map's upper left: zoom, whole city, search, measure, draw; and their status. */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  // Drawn on a square of 20 by 20.
  const ICONS = {
    zoomIn: "M10 4V16M4 10H16", zoomOut: "M4 10H16", home: "M3 10L10 4L17 10M5.5 9V16H14.5V9",
    length: "M3 14L7 6L12 12L17 5M3 14h.1M17 5h.1", area: "M4 15L6 5L15 4L17 13Z", outline: "M5 16L3 8L10 3L17 8L14 16ZM10 8V13M7.5 10.5H12.5",
    remove: "M5 6H15M7 6L8 16H12L13 6M9 4H11",
  };

  function button(name, title, act) {
    const icon = S.element("svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
      S.element("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linejoin": "round", "stroke-linecap": "round" }));
    const key = S.element("button", { type: "button", title, "aria-label": title, "data-tool": name }, icon);
    key.addEventListener("click", act);
    return key;
  }

  function word(text, act) {
    const key = S.element("button", { type: "button" });
    key.textContent = text;
    key.addEventListener("click", act);
    return key;
  }

  const metres = (m) => (m < 1000 ? `${m.toFixed(0)} m` : `${(m / 1000).toFixed(2)} km`);
  const squares = (a) => (a < 1e6 ? `${(a / 1e4).toFixed(2)} ha` : `${(a / 1e6).toFixed(2)} km²`);

  /* drawn(points) hears of an area drawn as the site; without it there is no such tool. */
  function tools(map, doc, { drawn }) {
    const text = doc.text.tools;
    const [told, keys] = [S.element("span"), S.element("span", { class: "suzhou-keys" })];
    const status = S.element("div", { class: "suzhou-status", role: "status", hidden: "" }, told, keys);
    let [mode, now] = [null, null];
    const pressed = () => bar.querySelectorAll("[aria-pressed]").forEach((k) => k.setAttribute("aria-pressed", String(k.dataset.tool === mode)));
    const stop = () => {
      if (now) now.remove();
      [mode, now] = [null, null];
      status.hidden = true;
      pressed();
    };
    const measured = (points, closed) => {
      if (points.length < 2) return closed ? text.area_hint : text.length_hint;
      if (!closed) return `${text.length} ${metres(S.length(points))}`;
      if (points.length < 3) return text.area_hint;
      if (S.crosses(points)) return text.crossing;
      return `${text.area_short} ${squares(S.area(points))} · ${text.around} ${metres(S.length([...points, points[0]]))}`;
    };
    const start = (name) => {
      const again = mode === name;
      stop();
      if (again) return;
      mode = name;
      const closed = name !== "length";
      const changed = (points, whole) => {
        told.textContent = points.length || name !== "outline" ? measured(points, closed) : text.outline_hint;
        finish.disabled = !whole || (closed && S.crosses(points));
        back.disabled = !points.length;
      };
      const done = (points) => {
        if (name === "outline") { stop(); drawn(points); return; }
        told.textContent = measured(points, closed);
        keys.replaceChildren(word(text.clear, stop));
        [mode, now] = [null, { remove: now.remove }]; // what was measured stays to be read
        pressed();
      };
      const finish = word(text.finish, () => now && now.finish());
      const back = word(text.undo, () => now && now.undo());
      keys.replaceChildren(finish, back, word(text.cancel, stop));
      now = S.sketch(map, { closed, changed, done });
      status.hidden = false;
      pressed();
      map.getContainer().focus({ preventScroll: true });
    };
    const tool = (name) => {
      const key = button(name, text[name], () => start(name));
      key.setAttribute("aria-pressed", "false");
      return key;
    };
    const bar = S.element("div", { class: "suzhou-bar leaflet-bar", role: "toolbar", "aria-label": text.bar },
      button("zoomIn", text.zoom_in, () => map.zoomIn()), button("zoomOut", text.zoom_out, () => map.zoomOut()),
      button("home", text.home, () => S.home(map, doc)), tool("length"), tool("area"), ...(drawn ? [tool("outline")] : []));
    const Bar = L.Control.extend({
      onAdd() {
        const box = S.element("div", { class: "suzhou-tools" }, bar, S.search(map, doc));
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      },
    });
    new Bar({ position: "topleft" }).addTo(map);
    map.getContainer().append(status);
    L.DomEvent.disableClickPropagation(status);
    map.on("dblclick", () => now && now.finish && now.finish());
    return {
      /* Says whether a tool took the click. */
      click(at) {
        const taken = Boolean(mode); // before: the last vertex ends the mode
        if (taken) now.add(at);
        return taken;
      },
      key(e) {
        if (!now) return false;
        if (e.key === "Escape") stop();
        else if (now.undo && (e.key === "Backspace" || (e.key === "z" && (e.ctrlKey || e.metaKey)))) now.undo();
        else if (now.finish && e.key === "Enter" && e.shiftKey) now.finish();
        else return false;
        e.preventDefault();
        return true;
      },
    };
  }

  Object.assign(S, { tools });
})();
