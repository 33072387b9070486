/* Tens of thousands of marks on one canvas, with what lies under the pointer.
 *
 * points: {count, lat, lng (1e-6 degrees), kind (a colour each), titles(i), palette}
 */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const PADDING = 0.3; // of the view, drawn on each side so that a drag shows no blank
  const FEW = 100;
  const MANY = 5000;

  /* Web Mercator, the whole world from 0 to 1: a zoom only scales it. */
  function unit(points) {
    const [x, y] = [new Float64Array(points.count), new Float64Array(points.count)];
    for (let i = 0; i < points.count; i += 1) {
      const sin = Math.sin((points.lat[i] / 1e6) * Math.PI / 180);
      x[i] = points.lng[i] / 360e6 + 0.5;
      y[i] = 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
    }
    return { x, y };
  }

  function dot(colour, radius, ratio) {
    const sprite = S.element("canvas");
    const half = Math.ceil((radius + 1) * ratio);
    sprite.width = sprite.height = 2 * half;
    const paint = sprite.getContext("2d");
    paint.arc(half, half, radius * ratio, 0, 2 * Math.PI);
    paint.fillStyle = colour;
    paint.fill();
    paint.lineWidth = Math.min(1.2, radius / 4) * ratio;
    paint.strokeStyle = "#1a1a1a";
    paint.stroke();
    return { sprite, half };
  }

  function radius(count, zoom) {
    if (count <= FEW) return 6;
    return Math.min(5.5, (count > MANY ? 2 : 3.5) + Math.max(0, zoom - 9) * 0.6);
  }

  const layer = () => L.Layer.extend({
    initialize(points) {
      this.points = points;
      this.unit = unit(points);
    },
    getEvents() { return { moveend: this.redraw, resize: this.redraw, zoomanim: this.follow }; },
    onAdd(map) {
      this.canvas = S.element("canvas", { class: "leaflet-zoom-animated suzhou-marks", "aria-hidden": "true" });
      map.getPane("suzhou-marks").append(this.canvas);
      this.redraw();
    },
    onRemove() { this.canvas.remove(); },
    /* Scales what is drawn while a zoom runs; redrawn when it ends. */
    follow(e) {
      if (!this.bounds) return;
      const at = this._map._latLngBoundsToNewLayerBounds(this.bounds, e.zoom, e.center).min;
      L.DomUtil.setTransform(this.canvas, at, this._map.getZoomScale(e.zoom, this.zoom));
    },
    redraw() {
      const map = this._map;
      const size = map.getSize();
      if (!size.x) return;
      const pad = size.multiplyBy(PADDING).round();
      const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1));
      const whole = size.add(pad.multiplyBy(2));
      const ratio = window.devicePixelRatio || 1;
      this.canvas.width = whole.x * ratio;
      this.canvas.height = whole.y * ratio;
      this.canvas.style.width = whole.x + "px";
      this.canvas.style.height = whole.y + "px";
      L.DomUtil.setTransform(this.canvas, corner, 1);
      this.zoom = map.getZoom();
      this.bounds = L.latLngBounds(map.layerPointToLatLng(corner), map.layerPointToLatLng(corner.add(whole)));
      this.origin = map.getPixelOrigin().add(corner);
      this.paint(whole, ratio);
    },
    paint(whole, ratio) {
      const { count, kind, palette } = this.points;
      const paint = this.canvas.getContext("2d");
      const scale = 256 * 2 ** this.zoom;
      this.radius = radius(count, this.zoom);
      const dots = palette.map((colour) => dot(colour, this.radius, ratio));
      for (let i = 0; i < count; i += 1) {
        const x = this.unit.x[i] * scale - this.origin.x;
        const y = this.unit.y[i] * scale - this.origin.y;
        if (x < -9 || y < -9 || x > whole.x + 9 || y > whole.y + 9) continue;
        const { sprite, half } = dots[kind[i]] || dots[0];
        paint.drawImage(sprite, Math.round(x * ratio) - half, Math.round(y * ratio) - half);
      }
    },
    /* Returns the number of the nearest mark under a place in the map's box, -1 for none. */
    under(at) {
      if (!this.origin) return -1;
      const scale = 256 * 2 ** this._map.getZoom();
      const p = this._map.containerPointToLayerPoint(at).add(this._map.getPixelOrigin());
      let best = Math.max(7, this.radius + 3) ** 2;
      let found = -1;
      for (let i = 0; i < this.points.count; i += 1) {
        const dx = this.unit.x[i] * scale - p.x;
        const dy = this.unit.y[i] * scale - p.y;
        const d = dx * dx + dy * dy;
        if (d <= best) { best = d; found = i; } // of equals the last, which lies on top
      }
      return found;
    },
    place(i) { return L.latLng(this.points.lat[i] / 1e6, this.points.lng[i] / 1e6); },
  });

  let made = null;

  /* Marks whose names show where the pointer is. */
  function marks(points) {
    made = made || layer();
    const group = new made(points);
    const tip = L.tooltip({ offset: [10, 0], direction: "right", className: "suzhou-mark-tip" });
    let shown = -1;
    const hide = () => { if (shown >= 0 && group._map) group._map.closeTooltip(tip); shown = -1; };
    const follow = (e) => {
      const i = group.under(e.containerPoint);
      if (i === shown) return;
      hide();
      group._map.getContainer().classList.toggle("suzhou-on-mark", i >= 0);
      if (i < 0) return;
      shown = i;
      group._map.openTooltip(tip.setContent(S.told([points.titles(i)])).setLatLng(group.place(i)));
    };
    group.on("add", () => group._map.on("mousemove", follow).on("mouseout movestart", hide));
    group.on("remove", (e) => { hide(); e.target._map?.off("mousemove", follow).off("mouseout movestart", hide); });
    return group;
  }

  S.marks = marks;
})();
