/* Draws the layout map over a Leaflet map that folium made: layers, labels, legend, coordinates.
 *
 * suzhouLayout.load(map, {url, view})  fetches a map document and the layers it names; what was
 *                                      seen is kept under the name `view`, "" for not at all
 * suzhouLayout.draw(map, doc)          draws a document that holds its layers itself
 * suzhouLayout.site(at, text)          a marker for the proposed site, draggable
 * suzhouLayout.sites(points)           many sites, coloured; a click on one is a click at its place
 *
 * All text goes through textContent; nothing here builds HTML from strings.
 */
(function () {
  "use strict";
  // Back to front. `still` panes take no pointer and are drawn on one canvas each.
  const PANES = [
    ["neighbours", 210, true], ["halo", 220, true], ["land", 230, false], ["base", 240, true],
    ["bands", 410, false], ["water", 415, true], ["frame", 418, true], ["borders", 420, true],
    ["structure", 430, false], ["points", 440, false], ["labels", 500, true],
    ["sites", 610, false], ["site", 620, false],
  ];
  const NARROW = 640;
  const CROWD = 100; // more sites than that are drawn smaller

  function element(tag, attributes, ...children) {
    const svg = ["svg", "line", "rect", "circle", "marker", "path", "defs"].includes(tag);
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    for (const child of children) node.append(child);
    return node;
  }

  function makePanes(map) {
    const renderers = {};
    for (const [name, order, still] of PANES) {
      const pane = map.createPane("suzhou-" + name);
      pane.style.zIndex = order;
      if (still) pane.style.pointerEvents = "none";
      renderers[name] = still ? L.canvas({ pane: "suzhou-" + name, padding: 0.5 })
        : L.svg({ pane: "suzhou-" + name, padding: 0.5 });
    }
    return renderers;
  }

  function tooltip(layer) {
    const lines = layer.feature.properties.tip;
    const box = element("div", { class: "suzhou-tip" });
    lines.forEach((line, i) => {
      const row = element(i ? "div" : "strong");
      row.textContent = line;
      box.append(row);
    });
    return box;
  }

  function arrowId(path, colour) {
    const svg = path.ownerSVGElement;
    const id = "suzhou-arrow-" + colour.slice(1);
    if (!svg.querySelector("#" + id)) {
      const head = element("path", { d: "M1,1 L23,10 L1,19 z", fill: colour, stroke: "#fff", "stroke-width": 1.2 });
      const marker = element("marker", {
        id, markerWidth: 26, markerHeight: 20, refX: 7, refY: 10,
        orient: "auto-start-reverse", markerUnits: "userSpaceOnUse",
      }, head);
      svg.append(element("defs", {}, marker));
    }
    return "url(#" + id + ")";
  }

  function addArrows(group) {
    group.eachLayer((layer) => {
      const ends = layer.feature.properties.arrows || "";
      const path = layer.getElement && layer.getElement();
      if (!path || !layer.options.arrows) return;
      if (ends.includes("start")) path.setAttribute("marker-start", arrowId(path, layer.options.color));
      if (ends.includes("end")) path.setAttribute("marker-end", arrowId(path, layer.options.color));
    });
  }

  /* One L.geoJSON a stroke: a casing below, the coloured line above. */
  function drawLayer(map, spec, data, renderers) {
    const pane = "suzhou-" + spec.pane;
    const strokes = Math.max(...Object.values(spec.styles).map((s) => s.length));
    const group = L.layerGroup([], { pane });
    for (let i = 0; i < strokes; i += 1) {
      const style = (f) => ({ pane, renderer: renderers[spec.pane], ...spec.styles[f.properties.style || "all"][i] });
      const drawn = L.geoJSON(data, {
        pane,
        filter: (f) => f.geometry && spec.styles[f.properties.style || "all"][i],
        style: (f) => ({ interactive: Boolean(f.properties.tip), noClip: Boolean(f.properties.arrows), ...style(f) }),
        pointToLayer: (f, at) => L.circleMarker(at, { ...style(f), bubblingMouseEvents: true }),
      });
      drawn.eachLayer((layer) => {
        if (layer.feature.properties.tip) layer.bindTooltip(tooltip, { sticky: true, opacity: 0.97 });
      });
      drawn.on("add", () => addArrows(drawn));
      group.addLayer(drawn);
    }
    return group;
  }

  /* ---- labels: anchors from the document; a greedy pass hides what would overlap ---- */
  function makeLabel(spec) {
    const text = element("span", { class: "suzhou-label suzhou-label-" + spec.kind });
    text.textContent = spec.text;
    text.style.color = spec.colour;
    if (spec.stack) text.classList.add("suzhou-stack");
    const icon = L.divIcon({ html: text, iconSize: [0, 0], className: "suzhou-anchor" });
    const marker = L.marker(spec.at, { icon, pane: "suzhou-labels", interactive: false, keyboard: false });
    return { spec, text, marker };
  }

  function placed(label, at, side) {
    const [w, h] = [label.text.offsetWidth, label.text.offsetHeight];
    const turn = (label.spec.rotate || 0) * Math.PI / 180;
    const bw = Math.abs(w * Math.cos(turn)) + Math.abs(h * Math.sin(turn));
    const bh = Math.abs(w * Math.sin(turn)) + Math.abs(h * Math.cos(turn));
    const gap = 7;
    const dx = { right: gap + bw / 2, left: -gap - bw / 2 }[side] || 0;
    const dy = { above: -gap - bh / 2 + 2, below: gap + bh / 2 - 2 }[side] || 0;
    const thin = turn ? 0.62 : 1; // a slanted label fills less than its box
    return { dx, dy, x: at.x + dx - bw * thin / 2, y: at.y + dy - bh * thin / 2, w: bw * thin, h: bh * thin };
  }

  const apart = (a, b) => a.x + a.w < b.x || b.x + b.w < a.x || a.y + a.h < b.y || b.y + b.h < a.y;

  function arrange(map, labels, shown) {
    const taken = [];
    for (const label of labels) {
      const wanted = shown(label.spec.row) && map.getZoom() >= (label.spec.zoom || 0);
      label.text.style.display = "block";
      const at = map.latLngToLayerPoint(label.spec.at);
      const sides = label.spec.kind === "place" ? ["right", "left", "above", "below"] : ["centre"];
      const box = wanted && sides.map((s) => placed(label, at, s)).find((b) => taken.every((t) => apart(b, t)));
      if (!box) { label.text.style.display = "none"; continue; }
      taken.push(box);
      label.text.style.transform = `translate(-50%,-50%) translate(${box.dx}px,${box.dy}px) rotate(${label.spec.rotate || 0}deg)`;
    }
  }

  /* ---- legend and layer control ---- */
  function swatch(spec) {
    const box = element("svg", { class: "suzhou-swatch", width: 30, height: 14, "aria-hidden": "true" });
    for (const s of spec) {
      const paint = {
        stroke: s.color || "none", "stroke-width": s.weight || 0, fill: s.fillColor || "none",
        "stroke-opacity": s.opacity ?? 1, "fill-opacity": s.fillOpacity ?? 1,
        "stroke-dasharray": s.dashArray || "none",
      };
      if (s.shape === "point") box.append(element("circle", { cx: 15, cy: 7, r: s.radius, ...paint }));
      else if (s.shape === "area") box.append(element("rect", { x: 1, y: s.inset || 1, width: 28, height: 14 - 2 * (s.inset || 1), ...paint }));
      else box.append(element("line", { x1: 1, x2: 29, y1: 7, y2: 7, ...paint }));
    }
    return box;
  }

  function legendRow(row, onChange) {
    const box = element("input", { type: "checkbox", "data-row": row.id });
    box.checked = row.on;
    box.addEventListener("change", () => onChange(row.id, box.checked));
    const name = element("span");
    name.textContent = row.title;
    const line = element("label", { class: "suzhou-row" }, box, swatch(row.swatch), name);
    if (row.hint) line.title = row.hint;
    return line;
  }

  function slider(doc, map) {
    const input = element("input", { type: "range", min: 10, max: 100, value: 100, step: 5 });
    input.addEventListener("input", () => {
      for (const name of ["bands", "structure"]) map.getPane("suzhou-" + name).style.opacity = input.value / 100;
    });
    const name = element("span");
    name.textContent = doc.text.opacity;
    return element("label", { class: "suzhou-slider" }, name, input);
  }

  function sources(doc) {
    const list = element("ul");
    for (const text of doc.sources) {
      const item = element("li");
      item.textContent = text;
      list.append(item);
    }
    const summary = element("summary");
    summary.textContent = doc.text.sources;
    return element("details", {}, summary, list);
  }

  function legend(map, doc, onChange) {
    const body = element("div", { class: "suzhou-legend-body", id: "suzhou-legend" });
    for (const group of doc.legend) {
      const title = element("div", { class: "suzhou-group" });
      title.textContent = group.title;
      body.append(title, ...group.rows.map((row) => legendRow(row, onChange)));
      if (group.slider) body.append(slider(doc, map));
    }
    const note = element("p", { class: "suzhou-note" });
    note.textContent = doc.text.schematic;
    body.append(note, sources(doc));
    const toggle = element("button", { type: "button", class: "suzhou-toggle", "aria-controls": "suzhou-legend" });
    toggle.textContent = doc.text.legend;
    const open = (yes) => {
      toggle.setAttribute("aria-expanded", String(yes));
      body.hidden = !yes;
    };
    toggle.addEventListener("click", () => open(body.hidden));
    open(map.getSize().x >= NARROW);
    const Legend = L.Control.extend({
      onAdd: () => {
        const box = element("section", { class: "suzhou-legend leaflet-bar", "aria-label": doc.text.legend }, toggle, body);
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        body.style.maxHeight = Math.max(120, map.getSize().y - 110) + "px";
        return box;
      },
    });
    new Legend({ position: "topright" }).addTo(map);
  }

  function strip(map, doc) {
    const box = map.getContainer();
    map.attributionControl.setPrefix("Leaflet");
    const footer = element("span");
    footer.textContent = doc.text.footer;
    map.attributionControl.addAttribution(footer.innerHTML);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    const Text = L.Control.extend({ onAdd() { return element("div", { class: this.options.className }); } });
    const where = new Text({ position: "bottomleft", className: "suzhou-where" }).addTo(map).getContainer();
    map.on("mousemove", (e) => {
      where.textContent = `${e.latlng.lng.toFixed(5)}, ${e.latlng.lat.toFixed(5)} WGS 84`;
    });
    // The notice may take two lines: what stands at the left goes above it.
    const lift = () => box.style.setProperty("--suzhou-foot", map.attributionControl.getContainer().offsetHeight + "px");
    lift();
    map.on("resize", lift);
    if (doc.title) {
      const title = new Text({ position: "topleft", className: "suzhou-title" }).addTo(map).getContainer();
      const [main, sub] = [element("strong"), element("span")];
      [main.textContent, sub.textContent] = doc.title;
      title.append(main, sub);
    }
  }

  /* What is drawn ends somewhere: a neat line says where, and what lies beyond is blank. */
  function frame(map, doc, renderers) {
    if (!doc.frame) return;
    const [[south, west], [north, east]] = doc.frame;
    const inner = [[south, west], [south, east], [north, east], [north, west]];
    const beyond = [[south - 20, west - 20], [south - 20, east + 20], [north + 20, east + 20], [north + 20, west - 20]];
    const common = { pane: "suzhou-frame", renderer: renderers.frame, interactive: false };
    L.polygon([beyond, inner], { ...common, stroke: false, fillColor: doc.beyond, fillOpacity: 1 }).addTo(map);
    L.polygon(inner, { ...common, fill: false, color: "#8a857a", weight: 1 }).addTo(map);
  }

  const viewKey = (name) => "suzhou-view-" + name;

  /* What was seen before under this name: a page whose language changes makes its map anew. */
  function seen(name) {
    try {
      const [lat, lng, zoom] = JSON.parse(sessionStorage.getItem(viewKey(name)));
      return [lat, lng, zoom].every(Number.isFinite) ? [[lat, lng], zoom] : null;
    } catch { return null; }
  }

  function keepView(map, name) {
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      if (!map.getSize().x) return;
      try { sessionStorage.setItem(viewKey(name), JSON.stringify([lat, lng, map.getZoom()])); } catch { /* private mode */ }
    });
  }

  function fit(map, doc) {
    if (!map.getSize().x) { map.once("resize", () => fit(map, doc)); return; } // in a tab not yet shown
    const before = doc.view && seen(doc.view);
    const roomy = map.getSize().x >= NARROW;
    if (before) map.setView(...before, { animate: false });
    else map.fitBounds(doc.bounds, { paddingTopLeft: [8, 8], paddingBottomRight: [roomy ? 250 : 8, 24], animate: false });
    if (doc.view) keepView(map, doc.view);
  }

  function draw(map, doc, fetched, made) {
    const box = map.getContainer();
    const renderers = made || makePanes(map);
    const state = Object.fromEntries(doc.legend.flatMap((g) => g.rows.map((r) => [r.id, r.on])));
    const shown = (row) => !row || state[row];
    const drawn = doc.layers.map((spec, i) => ({ spec, group: drawLayer(map, spec, fetched ? fetched[i] : spec.data, renderers) }));
    const labels = doc.labels.map(makeLabel);
    const refresh = () => {
      for (const { spec, group } of drawn) {
        const on = shown(spec.row) && map.getZoom() >= spec.zoom;
        if (on !== map.hasLayer(group)) on ? map.addLayer(group) : map.removeLayer(group);
      }
      // What was switched on again goes back to its own place in the order.
      for (const { group } of drawn) if (map.hasLayer(group)) group.eachLayer((g) => g.bringToFront());
      arrange(map, labels, shown);
    };
    box.classList.add("suzhou-map");
    strip(map, doc);
    frame(map, doc, renderers);
    fit(map, doc);
    legend(map, doc, (row, on) => { state[row] = on; refresh(); });
    for (const label of labels) label.marker.addTo(map);
    refresh();
    map.on("zoomend resize", refresh);
    box.dataset.ready = "yes";
  }

  function load(map, asked) {
    const at = new URL(asked.url, document.baseURI);
    const renderers = makePanes(map); // now, for the site's marker may come before the layers
    const get = (name) => fetch(new URL(name, at)).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${name}`);
      return answer.json();
    });
    get(at).then((doc) => Promise.all(doc.layers.map((l) => get(l.url))).then((data) => draw(map, { ...doc, view: asked.view }, data, renderers)))
      .catch((error) => {
        const note = element("div", { class: "suzhou-failed", role: "alert" });
        note.textContent = `图层读取失败，请刷新页面 / Layers failed to load, please reload (${error.message})`;
        map.getContainer().append(note);
      });
  }

  function site(at, text) {
    const icon = L.divIcon({ className: "suzhou-site", iconSize: [22, 22], iconAnchor: [11, 11] });
    const marker = L.marker(at, {
      icon, draggable: true, keyboard: true, title: text, alt: text, zIndexOffset: 1000,
      pane: "suzhou-site",
    });
    // A dropped marker is a click where it was dropped: the page needs one way to hear of a site.
    marker.on("dragend", () => marker._map.fire("click", { latlng: marker.getLatLng() }));
    return marker;
  }

  /* points: [lat, lng, fill, name, chosen] each */
  function sites(points) {
    const group = L.layerGroup();
    const radius = points.length > CROWD ? 4.5 : 6;
    let renderer = null;
    group.on("add", () => { // the pane is there only once the map is
      if (renderer) return;
      renderer = L.canvas({ pane: "suzhou-sites", padding: 0.5 });
      for (const [lat, lng, fill, name, chosen] of points) {
        const dot = L.circleMarker([lat, lng], {
          pane: "suzhou-sites", renderer, bubblingMouseEvents: false, fillColor: fill, fillOpacity: 1,
          color: "#1a1a1a", radius: chosen ? 10 : radius, weight: chosen ? 4 : 1.2,
        });
        const box = element("strong");
        box.textContent = name;
        dot.bindTooltip(box, { sticky: true });
        // After the map's own click, which is only near the site.
        dot.on("click", () => setTimeout(() => group._map.fire("click", { latlng: dot.getLatLng() })));
        group.addLayer(dot);
      }
    });
    return group;
  }

  window.suzhouLayout = { draw, load, site, sites };
})();
