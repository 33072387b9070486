/* The map on paper: as wide as a page, with the same view and the legend of what it shows below it. */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const PAPER = "suzhou-paper"; // planning_map.css has the size

  /* Returns what is seen beside the legend. */
  function seen(map, legend) {
    const { x, y } = map.getSize();
    const hidden = legend.offsetHeight > y / 2 ? legend.offsetWidth + 20 : 0;
    return L.latLngBounds(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([Math.max(x / 2, x - hidden), 0]));
  }

  /* Puts a copy in the place of each canvas: what is cleared while a browser prints comes out white. */
  function copied(box) {
    const drawn = [...box.querySelectorAll("canvas")].filter((canvas) => canvas.width && canvas.height);
    return drawn.map((canvas) => {
      const copy = canvas.cloneNode();
      copy.getContext("2d").drawImage(canvas, 0, 0);
      canvas.replaceWith(copy);
      return () => copy.replaceWith(canvas);
    });
  }

  /* Makes the map of `host` ready for each print; returns a function that ends this. */
  function paper(map, host) {
    let back = null;
    const before = () => {
      const legend = map.getContainer().querySelector(".suzhou-legend");
      if (back || !legend || !map.getSize().x) return;
      const [bounds, at, zoom, corner] = [seen(map, legend), map.getCenter(), map.getZoom(), legend.parentElement];
      host.classList.add(PAPER);
      host.append(legend);
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(bounds, { animate: false });
      const originals = copied(map.getContainer());
      back = () => {
        originals.forEach((restore) => restore());
        host.classList.remove(PAPER);
        corner.append(legend);
        map.invalidateSize({ animate: false, pan: false });
        map.setView(at, zoom, { animate: false });
        back = null;
      };
    };
    const after = () => back?.();
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => { removeEventListener("beforeprint", before); removeEventListener("afterprint", after); };
  }

  Object.assign(S, { paper });
})();
