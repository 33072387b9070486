/* The map of the pages: a Streamlit component (version 2) around suzhouLayout.
 *
 * What comes in `data`:   doc, view, height and what lies on the map: site, other, marks, chosen,
 *                         drawn, surface, own, picks; `hears` names what the page wants to be told.
 * What goes out as `said`: {kind: place | mark | outline | need, …, has: what need not be sent again}
 *
 * Marks and pictures come once and are kept here by their hash, for as long as the page is open.
 */
const query = new URL(import.meta.url).search;
const at = (path) => new URL(path, import.meta.url).href + query;
const SCRIPTS = [
  "../vendor/leaflet/dist/leaflet.js", "layout_base.js", "layout_labels.js", "layout_legend.js", "layout_project.js",
  "layout_points.js", "layout_picks.js", "layout_sketch.js", "layout_search.js", "layout_tools.js", "layout_print.js", "layout_map.js",
];
const STYLES = ["../vendor/leaflet/dist/leaflet.css", "layout_map.css", "planning_map.css"];
const KEPT = 6;
const CLICK_PX = 8;
const DIGITS = 1e6;

let scripts = null;
const store = new Map(); // hash → marks or picture

const loaded = () => (scripts = scripts || Promise.all(SCRIPTS.map((path) => import(at(path)))));

function styled(host) {
  return Promise.all(STYLES.map((path) => new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = at(path);
    link.addEventListener("load", done);
    link.addEventListener("error", done);
    host.before(link);
  })));
}

/* Keeps what came with its hash. Marks are an Arrow table: lat, lng (1e-6 degrees), kind, title. */
function keep(data) {
  const { marks, table, surface, picture, own, shapes } = data;
  if (marks && table) {
    const column = (name) => table.getChild(name);
    const title = column("title");
    store.set(marks.id, {
      count: table.numRows, lat: column("lat").toArray(), lng: column("lng").toArray(), kind: column("kind").toArray(),
      palette: marks.palette, titles: (i) => String(title.get(i)),
    });
  }
  if (surface && picture) store.set(surface.id, picture);
  if (own && shapes) store.set(own.id, JSON.parse(shapes));
  while (store.size > KEPT) store.delete(store.keys().next().value);
}

const rounded = ({ lat, lng }) => [Math.round(lng * DIGITS) / DIGITS, Math.round(lat * DIGITS) / DIGITS];
const turned = ([lng, lat]) => [lat, lng];

class PlanningMap {
  constructor(host) {
    this.host = host;
    this.parts = {}; // name → {key, layer}: what lies on the map, made anew only when its key changes
    this.asked = new Set();
  }

  async update(component) {
    this.component = component;
    const { data } = component;
    keep(data);
    this.host.style.height = data.height + "px";
    this.ready = this.ready || Promise.all([loaded(), styled(this.host)]);
    await this.ready;
    if (this.component !== component || !this.host.isConnected) return; // a newer one comes after
    if (this.doc !== data.doc) this.start(data);
    this.show(data);
  }

  say(what) {
    this.component.setTriggerValue("said", { ...what, has: [...store.keys()] });
  }

  start(data) {
    this.end();
    this.doc = data.doc;
    const box = window.suzhouLayout.element("div", { class: "suzhou-box" });
    this.host.replaceChildren(box);
    const [lat, lng, zoom, minZoom, maxZoom] = data.camera;
    const map = (this.map = L.map(box, {
      center: [lat, lng], zoom, minZoom, maxZoom,
      zoomSnap: 0.1, zoomControl: false, wheelPxPerZoomLevel: 90,
    }));
    map.attributionControl.setPrefix("Leaflet"); // at once: Leaflet's own has a flag
    box.setAttribute("role", "application");
    // Before Leaflet does: it would scroll the page, and the click would end up elsewhere.
    box.addEventListener("mousedown", (e) => {
      if (!e.target.closest("button, input, section, .leaflet-control")) box.focus({ preventScroll: true });
    }, true);
    this.watch = new ResizeObserver(() => map.invalidateSize({ animate: false }));
    this.watch.observe(box);
    const { tiles } = data;
    window.suzhouLayout.load(map, { url: data.doc, view: data.view }).then((doc) => {
      if (!doc || this.map !== map) return;
      this.text = doc.text.tools;
      box.setAttribute("aria-label", this.text.map);
      if (tiles) this.background(tiles);
      this.listen(map, doc);
      this.show(this.component.data);
    });
  }

  background(tiles) {
    L.tileLayer(tiles.url, { attribution: "", maxZoom: 18, maxNativeZoom: tiles.max_zoom, pane: "tilePane" }).addTo(this.map);
    const credit = window.suzhouLayout.element("span");
    credit.textContent = tiles.attribution;
    this.map.attributionControl.addAttribution(credit.innerHTML);
    this.map.getContainer().classList.add("suzhou-tiled");
  }

  listen(map, doc) {
    const box = map.getContainer();
    const cross = window.suzhouLayout.element("div", { class: "suzhou-cross", "aria-hidden": "true" });
    box.append(cross);
    const hears = (kind) => this.component.data.hears.includes(kind);
    this.printing = window.suzhouLayout.paper(map, this.host);
    this.tools = window.suzhouLayout.tools(map, doc, { drawn: hears("outline") ? (points) => this.outlined(points) : null });
    const taken = (latlng, place) => {
      if (this.tools.click(latlng)) return;
      const marks = this.parts.marks?.layer;
      const i = marks && hears("mark") ? marks.under(place) : -1;
      if (i >= 0) this.say({ kind: "mark", row: i });
      else if (hears("place")) this.placed(latlng);
    };
    map.on("click", (e) => { if (e.containerPoint) taken(e.latlng, e.containerPoint); });
    box.addEventListener("keydown", (e) => {
      // A path that was clicked may hold the focus; keys of buttons, fields and markers are theirs.
      if (e.target.closest("button, input, a, section, .leaflet-marker-icon") || this.tools.key(e)) return;
      if (e.key === "Enter") { taken(map.getCenter(), map.getSize().divideBy(2)); e.preventDefault(); }
    });
  }

  placed(latlng) {
    this.put("site", null, null);
    this.put("drawn", null, null);
    this.put("site", "moved", this.marker(rounded(latlng)));
    this.say({ kind: "place", at: rounded(latlng) });
  }

  outlined(points) {
    if (window.suzhouLayout.crosses(points)) { this.show(this.component.data, true); return; }
    this.say({ kind: "outline", ring: points.map(rounded) });
  }

  marker(at) {
    const marker = L.marker(turned(at), {
      icon: L.divIcon({ className: "suzhou-site", iconSize: [22, 22] }), draggable: true, keyboard: true,
      title: this.text.site, alt: this.text.site, pane: "suzhou-site", zIndexOffset: 1000,
    });
    return marker.on("dragend", () => this.placed(marker.getLatLng()));
  }

  /* Puts a layer in the place of the one with this name; null for none. */
  put(name, key, layer) {
    this.parts[name]?.layer.remove();
    delete this.parts[name];
    if (!layer) return;
    if (layer.addTo) layer.addTo(this.map);
    this.parts[name] = { key, layer };
  }

  /* Draws what `data` says lies on the map; what has not changed stays. */
  show(data, anew = false) {
    if (!this.tools) return; // the layers are still on their way
    const part = (name, value, make) => {
      const key = value ? JSON.stringify(value) : null;
      if (anew || (this.parts[name]?.key ?? null) !== key) this.put(name, key, value ? make(value) : null);
    };
    part("surface", this.held(data.surface), ({ id, bounds }) => L.imageOverlay(store.get(id), bounds, { pane: "suzhou-surface", interactive: false, alt: "" }));
    this.parts.surface?.layer.setOpacity(data.opacity);
    part("own", this.held(data.own), ({ id }) => this.own(store.get(id)));
    part("marks", this.held(data.marks), ({ id }) => window.suzhouLayout.marks(store.get(id)));
    part("picks", data.picks, (picks) => window.suzhouLayout.picks(picks));
    part("chosen", data.chosen, (at) => L.circleMarker(turned(at), { pane: "suzhou-picks", radius: 10, weight: 4, color: "#1a1a1a", fill: false, interactive: false }));
    part("drawn", data.drawn, (ring) => window.suzhouLayout.outline(this.map, ring.map(turned), { text: this.text, changed: (points) => this.outlined(points) }));
    part("other", data.other, ({ at, text }) => L.marker(turned(at), {
      icon: L.divIcon({ className: "suzhou-site suzhou-other", iconSize: [18, 18] }), title: text, alt: text, keyboard: true, pane: "suzhou-site" }));
    part("site", data.drawn ? null : data.site, (at) => this.marker(at));
  }

  /* Returns what is to be drawn if its data are here, and asks for them once if not. */
  held(wanted) {
    if (!wanted || store.has(wanted.id)) return wanted;
    if (!this.asked.has(wanted.id)) {
      this.asked.add(wanted.id);
      this.say({ kind: "need" });
    }
    return null;
  }

  /* The user's own layers, over the shipped ones. */
  own(collection) {
    const line = { color: "#00838F", weight: 2.5, dashArray: "6 4", fill: false };
    return L.geoJSON(collection, {
      pane: "suzhou-picks", style: line,
      pointToLayer: (_, at) => L.circleMarker(at, { ...line, pane: "suzhou-picks", radius: 6, dashArray: null, fill: true, fillColor: "#fff", fillOpacity: 0.9 }),
      onEachFeature: ({ properties }, layer) => layer.bindTooltip(window.suzhouLayout.told([properties.n]), { sticky: true }),
    });
  }

  end() {
    this.watch?.disconnect();
    this.printing?.();
    this.map?.remove();
    this.map = this.tools = null;
    this.parts = {};
  }
}

export default function planningMap(component) {
  const host = component.parentElement.querySelector(".suzhou-host");
  host.planning = host.planning || new PlanningMap(host);
  host.planning.update(component);
  // Streamlit also calls this where a newer run has overtaken the first one.
  return () => { if (!host.isConnected) host.planning.end(); };
}
