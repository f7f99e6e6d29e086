// Where the class is: its pages are at BASE/r/CODE. The base is whatever a proxy or a hub put in front, often nothing.

const found = location.pathname.match(/^(.*)\/r\/([^/]+)/);

export const room = decodeURIComponent(found?.[2] ?? "").toUpperCase();
const base = found?.[1] ?? location.pathname.replace(/\/[^/]*$/, "");

export const apiUrl = (path) => `${base}/api/${room}/${path}`;
export const pageUrl = (code, path = "") => `${base}/r/${encodeURIComponent(code)}${path}`;
