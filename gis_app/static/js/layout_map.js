/* Draws the layout map over a Leaflet map: layers, labels, legend, coordinates.
 *
 * suzhouLayout.load(map, {url, view})  fetches a map document and the layers it names; what was
 *                                      seen is kept under the name `view`, "" for not at all
 * suzhouLayout.draw(map, doc)          draws a document that holds its layers itself
 * suzhouLayout.site(at, text)          a marker for the proposed site, draggable
 * suzhouLayout.sites(points)           many sites, coloured; a click on one is a click at its place
 */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const CROWD = 100; // more sites than that are drawn smaller

  /* ---- what is kept of a view: place, zoom, switched layers, opacity, legend open or not ---- */
  const viewKey = (name) => "suzhou-view-" + name;

  function memory(name) {
    let kept = {};
    try { kept = JSON.parse(sessionStorage.getItem(viewKey(name))) || {}; } catch { /* private mode */ }
    const save = () => {
      if (!name) return;
      try { sessionStorage.setItem(viewKey(name), JSON.stringify(kept)); } catch { /* private mode */ }
    };
    Object.defineProperty(kept, "save", { value: save });
    if (!kept.rows || typeof kept.rows !== "object") kept.rows = {};
    return kept;
  }

  /* Shows the whole city, beside the legend where there is room for both. */
  function home(map, doc) {
    const right = map.getSize().x >= S.NARROW ? 250 : 8;
    map.fitBounds(doc.bounds, { paddingTopLeft: [8, 8], paddingBottomRight: [right, 24], animate: false });
  }

  function fit(map, doc, kept) {
    if (!map.getSize().x) { map.once("resize", () => fit(map, doc, kept)); return; } // in a tab not yet shown
    const at = kept.at;
    if (Array.isArray(at) && at.length === 3 && at.every(Number.isFinite)) map.setView(at.slice(0, 2), at[2], { animate: false });
    else home(map, doc);
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      if (!map.getSize().x) return;
      kept.at = [lat, lng, map.getZoom()];
      kept.save();
    });
  }

  /* ---- the strip below: scale, notice, where the pointer is ---- */
  function strip(map, doc) {
    const box = map.getContainer();
    map.attributionControl.setPrefix("Leaflet");
    const footer = S.element("span");
    footer.textContent = doc.text.footer;
    map.attributionControl.addAttribution(footer.innerHTML);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    const Text = L.Control.extend({ onAdd() { return S.element("div", { class: this.options.className }); } });
    const where = new Text({ position: "bottomleft", className: "suzhou-where" }).addTo(map).getContainer();
    const tell = (at) => { where.textContent = S.coordinates(at); };
    map.on("mousemove", (e) => tell(e.latlng));
    map.on("move", () => { if (box.matches(":focus-visible")) tell(map.getCenter()); });
    box.addEventListener("focus", () => { if (box.matches(":focus-visible")) tell(map.getCenter()); });
    // The notice may take two lines: what stands at the left goes above it.
    const lift = () => box.style.setProperty("--suzhou-foot", map.attributionControl.getContainer().offsetHeight + "px");
    lift();
    map.on("resize", lift);
    if (doc.title) {
      const title = new Text({ position: "topleft", className: "suzhou-title" }).addTo(map).getContainer();
      const [main, sub] = [S.element("strong"), S.element("span")];
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

  function draw(map, doc, fetched, made) {
    const box = map.getContainer();
    const kept = memory(doc.view || "");
    const renderers = made || S.makePanes(map);
    for (const row of doc.legend.flatMap((g) => g.rows)) row.on = kept.rows[row.id] ?? row.on;
    const state = Object.fromEntries(doc.legend.flatMap((g) => g.rows.map((r) => [r.id, r.on])));
    const shown = (row) => !row || state[row];
    const drawn = doc.layers.map((spec, i) => ({ spec, group: S.drawLayer(map, spec, fetched ? fetched[i] : spec.data, renderers) }));
    const labels = doc.labels.map(S.makeLabel);
    const refresh = () => {
      for (const { spec, group } of drawn) {
        const on = shown(spec.row) && map.getZoom() >= spec.zoom;
        if (on !== map.hasLayer(group)) on ? map.addLayer(group) : map.removeLayer(group);
      }
      // What was switched on again goes back to its own place in the order.
      for (const { group } of drawn) if (map.hasLayer(group)) group.eachLayer((g) => g.bringToFront());
      S.arrange(map, labels, shown);
    };
    box.classList.add("suzhou-map");
    strip(map, doc);
    frame(map, doc, renderers);
    fit(map, doc, kept);
    S.legend(map, doc, kept, (row, on) => {
      state[row] = on;
      kept.rows[row] = on;
      kept.save();
      map.fire("suzhou-switched", { row, on });
      refresh();
    });
    for (const label of labels) label.marker.addTo(map);
    refresh();
    map.on("zoomend resize", refresh);
    box.suzhouMap = map;
    box.dataset.ready = "yes";
  }

  function failed(map, error) {
    const note = S.element("div", { class: "suzhou-failed", role: "alert" });
    note.textContent = `图层读取失败，请刷新页面 / Layers failed to load, please reload (${error.message})`;
    map.getContainer().append(note);
  }

  const fetched = new Map(); // address → promise; what a page has read it does not read again

  function get(address) {
    if (!fetched.has(address.href)) {
      fetched.set(address.href, fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${address.pathname}`);
        return answer.json();
      }));
      fetched.get(address.href).catch(() => fetched.delete(address.href));
    }
    return fetched.get(address.href);
  }

  /* Returns a promise of the document and its layers, which are as long as its list. */
  async function read(url) {
    const at = new URL(url, document.baseURI);
    const doc = await get(at);
    return [structuredClone(doc), await Promise.all(doc.layers.map((l) => get(new URL(l.url, at))))];
  }

  function load(map, asked) {
    const renderers = S.makePanes(map); // now, for the site's marker may come before the layers
    return read(asked.url).then(([doc, data]) => { draw(map, { ...doc, view: asked.view }, data, renderers); return doc; })
      .catch((error) => failed(map, error));
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
        dot.bindTooltip(S.told([name]), { sticky: true });
        // After the map's own click, which is only near the site.
        dot.on("click", () => setTimeout(() => group._map.fire("click", { latlng: dot.getLatLng() })));
        group.addLayer(dot);
      }
    });
    return group;
  }

  Object.assign(S, { draw, home, load, memory, site, sites });
})();
