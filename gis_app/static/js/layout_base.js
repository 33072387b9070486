/* What every part of the map is made of: elements, panes, layers with casing and arrows.
 *
 * Each file beside this one adds to `suzhouLayout`; they may be loaded in any order.
 * All text goes through textContent; nothing here builds HTML from strings.
 */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  // Back to front. `still` panes take no pointer and are drawn on one canvas each.
  const PANES = [
    ["neighbours", 210, true], ["halo", 220, true], ["land", 230, false], ["base", 240, true],
    ["surface", 405, true], ["bands", 410, false], ["water", 415, true], ["frame", 418, true],
    ["borders", 420, true], ["structure", 430, false], ["points", 440, false],
    ["labels", 500, true], ["marks", 605, true], ["sites", 610, false], ["picks", 612, false],
    ["sketch", 615, false], ["site", 620, false],
  ];

  function element(tag, attributes, ...children) {
    const svg = ["svg", "line", "rect", "circle", "marker", "path", "defs", "polygon"].includes(tag);
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

  const tooltip = (layer) => told(layer.feature.properties.tip);

  /* Lines of text as a tooltip, the first one strong. */
  function told(lines) {
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
        // A tooltip makes a path a stop of the Tab key: over a hundred of them, none with a name.
        layer.on("add", () => { if (layer.getElement) layer.getElement()?.setAttribute("tabindex", "-1"); });
      });
      drawn.on("add", () => addArrows(drawn));
      group.addLayer(drawn);
    }
    return group;
  }

  Object.assign(S, { element, makePanes, drawLayer, told });
})();
