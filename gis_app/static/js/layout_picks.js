/* Numbered places: where two would cover each other, one stands aside, a line leads to its place. */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const APART = 29; // px between the centres of two discs of 26
  const STEP = 10;
  const RINGS = 15;
  const TURNS = 16;
  const INK = "#14304f";

  /* Returns `p`, or the nearest place around it that is free, away from those that are taken. */
  function free(p, taken) {
    const room = (q) => Math.min(...taken.map((t) => t.distanceTo(q)));
    if (!taken.length || room(p) >= APART) return p;
    for (let ring = 1; ring <= RINGS; ring += 1) {
      const around = Array.from({ length: TURNS }, (_, i) => (2 * Math.PI * i) / TURNS)
        .map((turn) => p.add([ring * STEP * Math.cos(turn), ring * STEP * Math.sin(turn)]));
      const best = around.reduce((a, b) => (room(b) > room(a) + 1 ? b : a));
      if (room(best) >= APART) return best;
    }
    return p;
  }

  function pin({ at, label, text }) {
    const disc = S.element("span");
    disc.textContent = label;
    const icon = L.divIcon({ html: disc, className: "suzhou-pick", iconSize: [26, 26] });
    const place = L.latLng(at[1], at[0]);
    const still = { pane: "suzhou-picks", color: INK, interactive: false };
    return {
      place,
      marker: L.marker(place, { icon, title: "", alt: text, keyboard: true, pane: "suzhou-picks", bubblingMouseEvents: true }).bindTooltip(S.told([text])),
      line: L.polyline([], { ...still, weight: 2 }),
      dot: L.circleMarker(place, { ...still, radius: 4, weight: 1.5, color: "#fff", fillColor: INK, fillOpacity: 1 }),
    };
  }

  /* list: {at: [lng, lat], label, text} each */
  function picks(list) {
    const pins = list.map(pin);
    const group = L.layerGroup(pins.map(({ marker }) => marker));
    const spread = (map) => {
      const taken = [];
      for (const { place, marker, line, dot } of pins) {
        const p = map.latLngToLayerPoint(place);
        const q = free(p, taken);
        taken.push(q);
        const by = q.subtract(p);
        Object.assign(marker.getElement().style, { marginLeft: `${by.x - 13}px`, marginTop: `${by.y - 13}px` });
        marker.getTooltip().options.offset = by;
        line.setLatLngs([place, map.layerPointToLatLng(q)]);
        for (const led of [line, dot]) {
          if (q === p) group.removeLayer(led);
          else group.addLayer(led);
        }
      }
    };
    let end = null;
    group.on("add", ({ target }) => {
      const map = target._map;
      const again = () => spread(map);
      again();
      map.on("zoomend", again);
      end = () => map.off("zoomend", again);
    });
    group.on("remove", () => end?.());
    return group;
  }

  Object.assign(S, { picks });
})();
