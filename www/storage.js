// What the page remembers between visits. Storage may be missing, full or forbidden: then it remembers nothing.

/** @param {string} key @param {string} fallback */
export function recall(key, fallback) {
  try {
    return localStorage.getItem(`heavytail.${key}`) ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(`heavytail.${key}`, value);
  } catch {
    // Nothing depends on it.
  }
}
