// Fitting content into a box: the layout and the size at which it is largest and nothing runs over, found by measuring.
//
// The size is the style variable --fit of the box, in units of the wall (--u). Sizes of text follow from it in CSS.

const STEP = 0.5; // sizes are searched in steps of this
const BETTER = 1.06; // a later layout has to be larger than an earlier one by this factor
const WRAPPED = 1.25; // and one that wraps lines of a wire by this one, unless the text is smaller than EASY
const EASY = 36;
const TIGHTEST = 14; // what does not even fit at this size scrolls

// `layouts` are sets of data attributes, the ones to prefer first; `least` and `most` are the sizes wanted. Only
// what does not fit at `least` has its words broken, or gets smaller than that.
export function fit(box, layouts, { least = 24, most = 72 } = {}) {
  const broken = layouts.map((layout) => ({ ...layout, words: "broken" }));
  const best = largest(box, layouts, least, most) ??
    largest(box, broken, least, most) ??
    largest(box, broken, TIGHTEST, least) ?? { layout: broken[0], size: TIGHTEST };
  arrange(box, best.layout, best.size);
}

function largest(box, layouts, least, most) {
  let best = null;
  for (const layout of layouts) {
    const factor = layout.wrap && best?.size > EASY ? WRAPPED : BETTER;
    const from = best ? best.size * factor : least;
    if (from > most || !fits(box, layout, from)) continue;
    best = { layout, size: search(box, layout, from, most) };
  }
  return best;
}

// The largest size between one that fits and `most`.
function search(box, layout, low, most) {
  if (fits(box, layout, most)) return most;
  let high = most;
  while (high - low > STEP) {
    const middle = (low + high) / 2;
    if (fits(box, layout, middle)) low = middle;
    else high = middle;
  }
  return low;
}

function fits(box, layout, size) {
  arrange(box, layout, size);
  return box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth && !runsOver(box);
}

// Whether a part is wider than its place, and so runs into its neighbor.
function runsOver(box) {
  const parts = "[data-part], .opt, .text, .ask, .given, .blocks, .blocks > *, .text pre, .board li";
  return [...box.querySelectorAll(parts)].some((part) => part.scrollWidth > part.clientWidth);
}

function arrange(box, layout, size) {
  for (const key of Object.keys(box.dataset)) if (!(key in layout)) delete box.dataset[key];
  Object.assign(box.dataset, layout);
  box.style.setProperty("--fit", String(size));
}

// In how many columns options can stand: with no hole, or one in the last row of two columns.
export function columns(count) {
  return [1, 2, 3, 4].filter((n) => n <= Math.max(1, count) && (count % n === 0 || (n === 2 && count > 3)));
}
