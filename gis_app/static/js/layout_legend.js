/* The legend, which is also the layer control, with the sources of the layers. */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const NARROW = 640, WIDE = 900;

  function swatch(spec) {
    const box = S.element("svg", { class: "suzhou-swatch", width: 30, height: 14, "aria-hidden": "true" });
    for (const s of spec) {
      const paint = {
        stroke: s.color || "none", "stroke-width": s.weight || 0, fill: s.fillColor || "none",
        "stroke-opacity": s.opacity ?? 1, "fill-opacity": s.fillOpacity ?? 1,
        "stroke-dasharray": s.dashArray || "none",
      };
      if (s.shape === "point") box.append(S.element("circle", { cx: 15, cy: 7, r: s.radius, ...paint }));
      else if (s.shape === "area") box.append(S.element("rect", { x: 1, y: s.inset || 1, width: 28, height: 14 - 2 * (s.inset || 1), ...paint }));
      else box.append(S.element("line", { x1: 1, x2: 29, y1: 7, y2: 7, ...paint }));
    }
    return box;
  }

  function legendRow(row, onChange) {
    const box = S.element("input", { type: "checkbox", "data-row": row.id });
    box.checked = row.on;
    box.addEventListener("change", () => onChange(row.id, box.checked));
    const name = S.element("span");
    name.textContent = row.title;
    const line = S.element("label", { class: "suzhou-row" }, box, swatch(row.swatch), name);
    if (row.hint) line.title = row.hint;
    return line;
  }

  function slider(doc, map, kept) {
    const input = S.element("input", { type: "range", min: 10, max: 100, step: 5 });
    const apply = () => {
      for (const name of ["bands", "structure"]) map.getPane("suzhou-" + name).style.opacity = input.value / 100;
    };
    input.value = kept.opacity || 100;
    input.addEventListener("input", () => { apply(); kept.opacity = Number(input.value); kept.save(); });
    apply();
    const name = S.element("span");
    name.textContent = doc.text.opacity;
    return S.element("label", { class: "suzhou-slider" }, name, input);
  }

  function sources(doc) {
    const list = S.element("ul");
    for (const text of doc.sources) {
      const item = S.element("li");
      item.textContent = text;
      list.append(item);
    }
    const summary = S.element("summary");
    summary.textContent = doc.text.sources;
    return S.element("details", {}, summary, list);
  }

  function body(map, doc, kept, onChange) {
    const box = S.element("div", { class: "suzhou-legend-body", id: "suzhou-legend" });
    for (const group of doc.legend) {
      const title = S.element("div", { class: "suzhou-group" });
      title.textContent = group.title;
      box.append(title, ...group.rows.map((row) => legendRow(row, onChange)));
      if (group.slider) box.append(slider(doc, map, kept));
    }
    const note = S.element("p", { class: "suzhou-note" });
    note.textContent = doc.text.schematic;
    box.append(note, sources(doc));
    return box;
  }

  /* `kept` holds what was switched before and is told what changes; onChange(row, on) draws. */
  function legend(map, doc, kept, onChange) {
    const shown = body(map, doc, kept, onChange);
    const toggle = S.element("button", { type: "button", class: "suzhou-toggle", "aria-controls": "suzhou-legend" });
    toggle.textContent = doc.text.legend;
    const open = (yes) => {
      toggle.setAttribute("aria-expanded", String(yes));
      shown.hidden = !yes;
    };
    toggle.addEventListener("click", () => { open(shown.hidden); kept.open = !shown.hidden; kept.save(); });
    const fit = () => {
      const { x, y } = map.getSize();
      if (!x) return; // in a tab not yet shown
      shown.style.maxHeight = Math.max(120, y - 84) + "px";
      shown.classList.toggle("suzhou-wide", x >= WIDE);
      if (kept.open === undefined) open(x >= NARROW);
    };
    open(kept.open !== false);
    fit();
    map.on("resize", fit);
    const Legend = L.Control.extend({
      onAdd: () => {
        const box = S.element("section", { class: "suzhou-legend leaflet-bar", "aria-label": doc.text.legend }, toggle, shown);
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      },
    });
    new Legend({ position: "topright" }).addTo(map);
  }

  Object.assign(S, { legend, NARROW });
})();
