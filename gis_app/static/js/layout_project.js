/* Degrees (CGCS2000, as good as WGS84) ⇄ metres of EPSG:4549: Gauss-Krüger, meridian 120° E.
 *
 * Krüger's series to the third order of n: below 1 mm of error within 4° of the meridian.
 * Lengths and areas are those of the plane, as everywhere in this project.
 */
(function () {
  "use strict";
  const S = (window.suzhouLayout = window.suzhouLayout || {});
  const [A, F, LON0, EAST0] = [6378137, 1 / 298.257222101, 120, 500000];
  const N = F / (2 - F);
  const RADIUS = (A / (1 + N)) * (1 + N * N / 4 + N ** 4 / 64);
  const ALPHA = [
    N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
    (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
    (61 / 240) * N ** 3,
  ];
  const E = (2 * Math.sqrt(N)) / (1 + N);
  const RAD = Math.PI / 180;

  /* Returns [east, north] in metres. */
  function metres({ lat, lng }) {
    const s = Math.sin(lat * RAD);
    const t = Math.sinh(Math.atanh(s) - E * Math.atanh(E * s));
    const turn = (lng - LON0) * RAD;
    const xi = Math.atan2(t, Math.cos(turn));
    const eta = Math.atanh(Math.sin(turn) / Math.sqrt(1 + t * t));
    let [east, north] = [eta, xi];
    ALPHA.forEach((a, i) => {
      const k = 2 * (i + 1);
      east += a * Math.cos(k * xi) * Math.sinh(k * eta);
      north += a * Math.sin(k * xi) * Math.cosh(k * eta);
    });
    return [EAST0 + RADIUS * east, RADIUS * north];
  }

  function length(points) {
    const plane = points.map(metres);
    return plane.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - plane[i][0], y - plane[i][1]), 0);
  }

  function area(points) {
    const plane = points.map(metres);
    const twice = plane.reduce((sum, [x, y], i) => {
      const [x2, y2] = plane[(i + 1) % plane.length];
      return sum + (x - plane[0][0]) * (y2 - plane[0][1]) - (x2 - plane[0][0]) * (y - plane[0][1]);
    }, 0);
    return Math.abs(twice) / 2;
  }

  /* Says whether a closed line of points crosses itself. */
  function crosses(points) {
    const turn = (a, b, c) => (b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng);
    const n = points.length;
    for (let i = 0; i < n; i += 1) {
      for (let j = i + 2; j < n; j += 1) {
        if (i === 0 && j === n - 1) continue;
        const [a, b, c, d] = [points[i], points[i + 1], points[j], points[(j + 1) % n]];
        if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return true;
      }
    }
    return false;
  }

  function coordinates(at) {
    const [east, north] = metres(at);
    const far = Math.abs(at.lng - LON0) > 4;
    const degrees = `WGS 84  ${at.lng.toFixed(5)}, ${at.lat.toFixed(5)}`;
    return far ? degrees : `${degrees}\nEPSG:4549  E ${east.toFixed(0)}, N ${north.toFixed(0)}`;
  }

  Object.assign(S, { metres, length, area, crosses, coordinates });
})();
