/* Labels: anchors from the document; a greedy pass hides what would overlap. */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});

  function makeLabel(spec) {
    const text = S.element("span", { class: "suzhou-label suzhou-label-" + spec.kind });
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
    const thin = 1 - 0.38 * Math.abs(Math.sin(2 * turn)); // a slanted label fills less than its box
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

  Object.assign(S, { makeLabel, arrange });
})();
