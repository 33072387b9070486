/* Lines and areas drawn by hand: vertex after vertex, the last one can be taken back. */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const PANE = { pane: "suzhou-sketch" };
  const NEAR = 10; // pixels: a click this near to the first vertex closes an area
  const SAME = 3;
  const MOST_HANDLES = 80;
  const LOOK = { color: "#1a1a1a", weight: 2.5, fillColor: "#ffd400", fillOpacity: 0.22 };

  /* closed: an area, else a line. changed(points) after each vertex, done(points) at the end. */
  function sketch(map, { closed, changed, done }) {
    const points = [];
    const group = L.layerGroup().addTo(map);
    const least = closed ? 3 : 2;
    const distance = (a, b) => map.latLngToContainerPoint(a).distanceTo(map.latLngToContainerPoint(b));
    const shape = (closed ? L.polygon : L.polyline)([], { ...PANE, ...LOOK, interactive: false }).addTo(group);
    const ahead = L.polyline([], { ...PANE, ...LOOK, dashArray: "4 5", weight: 1.5, interactive: false }).addTo(group);
    const dots = L.layerGroup().addTo(group);
    const redraw = () => {
      shape.setLatLngs(points);
      ahead.setLatLngs([]);
      dots.clearLayers();
      points.forEach((p, i) => dots.addLayer(L.circleMarker(p, {
        ...PANE, radius: i ? 4 : 6, color: "#1a1a1a", weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false,
      })));
      changed(points, points.length >= least);
    };
    const follow = (e) => { if (points.length) ahead.setLatLngs([points[points.length - 1], e.latlng]); };
    const wasZooming = map.doubleClickZoom.enabled();
    map.doubleClickZoom.disable();
    map.on("mousemove", follow);
    map.getContainer().classList.add("suzhou-drawing");
    const own = {
      points,
      add(at) {
        if (closed && points.length >= least && distance(at, points[0]) < NEAR) { own.finish(); return; }
        if (points.length && distance(at, points[points.length - 1]) < SAME) return;
        points.push(at);
        redraw();
      },
      undo() { points.pop(); redraw(); },
      finish() {
        if (points.length < least || (closed && S.crosses(points))) return;
        own.still();
        done(points);
      },
      still() { // no more vertices, but what was drawn stays
        map.off("mousemove", follow);
        ahead.setLatLngs([]);
        if (wasZooming) map.doubleClickZoom.enable();
        map.getContainer().classList.remove("suzhou-drawing");
      },
      remove() { own.still(); group.remove(); },
    };
    redraw();
    return own;
  }

  const handle = (at, name, title) => L.marker(at, {
    ...PANE, draggable: true, keyboard: true, title, alt: title, bubblingMouseEvents: false,
    icon: L.divIcon({ className: "suzhou-handle " + name, iconSize: [14, 14] }),
  });

  /* An area whose vertices can be dragged, taken out (Delete) and put in (the half-way dots). */
  function outline(map, ring, { text, changed }) {
    let points = ring.map((p) => L.latLng(p));
    const group = L.layerGroup().addTo(map);
    const shape = L.polygon(points, { ...PANE, ...LOOK, interactive: false });
    const told = (next) => { points = next; redraw(); changed(points); };
    const vertex = (at, i) => {
      const grip = handle(at, "", text.vertex);
      const moved = () => points.map((p, j) => (j === i ? grip.getLatLng() : p));
      grip.on("drag", () => shape.setLatLngs(moved()));
      grip.on("dragend", () => told(moved()));
      grip.on("keydown", ({ originalEvent: e }) => {
        if ((e.key === "Delete" || e.key === "Backspace") && points.length > 3) told(points.filter((_, j) => j !== i));
      });
      return grip;
    };
    const between = (a, b, i) => {
      const grip = handle([(a.lat + b.lat) / 2, (a.lng + b.lng) / 2], "suzhou-half", text.between);
      const more = () => [...points.slice(0, i + 1), grip.getLatLng(), ...points.slice(i + 1)];
      grip.on("drag", () => shape.setLatLngs(more()));
      grip.on("dragend", () => told(more()));
      return grip;
    };
    function redraw() {
      group.clearLayers();
      group.addLayer(shape.setLatLngs(points));
      if (points.length > MOST_HANDLES) return;
      points.forEach((p, i) => {
        group.addLayer(between(p, points[(i + 1) % points.length], i));
        group.addLayer(vertex(p, i));
      });
    }
    redraw();
    return { remove: () => group.remove() };
  }

  Object.assign(S, { sketch, outline });
})();
