/** Tells of points of a figure: of the one nearest to the pointer, or of the next one along a curve when an arrow key is pressed. */

/** @typedef {{ x: number, y: number, told: Record<string, string>, line: object }} Place a point of a figure, in its own pixels */

/** Pixels from a point at which its tooltip opens. */
const REACH = 40;

/**
 * Where every row of a view is drawn, and what is told of it.
 * @param {any} view @returns {Place[]}
 */
export function placesOf(view) {
  /** @type {Place[]} */
  const places = [];
  const [left, top] = view.origin();
  /** @param {any} mark @param {number} x @param {number} y */
  const visit = (mark, x, y) => {
    for (const item of mark.items) {
      if (mark.marktype === 'group') {
        const [innerX, innerY] = [x + (item.x ?? 0), y + (item.y ?? 0)];
        for (const inner of item.items) visit(inner, innerX, innerY);
      } else if (mark.role === 'mark' && item.tooltip && item.defined !== false) {
        const [toX, toY] = [x + item.x + (item.width ?? 0) / 2, y + item.y + (item.height ?? 0) / 2];
        places.push({ x: toX, y: toY, told: item.tooltip, line: mark });
      }
    }
  };
  visit(view.scenegraph().root, left, top);
  return places;
}

/** @param {HTMLElement} drawing */
export function tellerIn(drawing) {
  const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
  const ring = Object.assign(document.createElement('div'), { className: 'ring', hidden: true });
  tip.setAttribute('role', 'status');
  drawing.append(ring, tip);
  /** @type {Place[]} */
  let places = [];
  let current = -1;

  const hide = () => {
    tip.hidden = ring.hidden = true;
    current = -1;
  };
  /** Screen pixels for one of the figure's. */
  const scaleOf = (/** @type {SVGSVGElement} */ svg) =>
    svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;

  /** @param {number} index */
  function show(index) {
    const svg = drawing.querySelector('svg');
    const place = places[index];
    if (svg === null || place === undefined) return hide();
    current = index;
    const [frame, picture] = [drawing.getBoundingClientRect(), svg.getBoundingClientRect()];
    const scale = scaleOf(svg);
    const x = picture.left - frame.left + place.x * scale;
    const y = picture.top - frame.top + place.y * scale;
    tip.replaceChildren(
      ...Object.entries(place.told).map(([name, value]) => {
        const line = document.createElement('div');
        line.textContent = `${name}: ${value}`;
        return line;
      }),
    );
    tip.hidden = ring.hidden = false;
    Object.assign(ring.style, { left: `${x}px`, top: `${y}px` });
    const room = frame.width - tip.offsetWidth;
    Object.assign(tip.style, { left: `${Math.max(0, Math.min(x + 12, room))}px`, top: `${y + 12}px` });
  }

  drawing.addEventListener('pointermove', ({ clientX, clientY }) => {
    const svg = drawing.querySelector('svg');
    if (svg === null) return;
    const { left, top } = svg.getBoundingClientRect();
    const scale = scaleOf(svg);
    const index = nearest(places, (clientX - left) / scale, (clientY - top) / scale);
    if (index !== current) show(index);
  });
  drawing.addEventListener('pointerleave', hide);
  drawing.addEventListener('focusout', hide);
  drawing.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return hide();
    const next = neighbour(places, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    show(next);
  });
  return {
    /** @param {Place[]} found */
    tellOf(found) {
      places = found;
      hide();
    },
  };
}

/** @param {Place[]} places @param {number} x @param {number} y @returns -1 where none is near */
function nearest(places, x, y) {
  let best = -1;
  let least = REACH * REACH;
  for (let i = 0; i < places.length; i++) {
    const distance = (places[i].x - x) ** 2 + (places[i].y - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

/**
 * Left and right lead along a curve, up and down to the next one.
 * @param {Place[]} places @param {number} current @param {string} key
 */
function neighbour(places, current, key) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key];
  if (step === undefined || places.length === 0) return undefined;
  if (current < 0) return 0;
  if (key === 'ArrowLeft' || key === 'ArrowRight')
    return Math.max(0, Math.min(current + step, places.length - 1));
  const { line } = places[current];
  let next = current;
  while (next >= 0 && next < places.length && places[next].line === line) next += step;
  return Math.max(0, Math.min(next, places.length - 1));
}
