// Small helpers over the DOM, so that the rest reads as what it builds.

/**
 * The element with this id, which index.html holds.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export const byId = (id) => /** @type {T} */ (document.getElementById(id));

/**
 * A new element with attributes and children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] false, null and undefined are left out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

const NAMESPACES = { svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML" };

/**
 * The same of a drawing or a formula.
 * @param {keyof typeof NAMESPACES} language
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 */
export const makeIn = (language, tag, attributes = {}, ...children) => fill(document.createElementNS(NAMESPACES[language], tag), attributes, children);

/** @template {Element} E @param {E} element @param {Record<string, string | number | boolean | null | undefined>} attributes @param {(Node | string)[]} children */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Says something to a screen reader, sparingly.
 * @param {string} sentence
 */
export function announce(sentence) {
  byId("announce").textContent = sentence;
}

/**
 * Whether a text was copied: a page that was not sent encrypted has no clipboard, and a browser may refuse.
 * @param {string} text
 */
export const toClipboard = async (text) =>
  navigator.clipboard ? navigator.clipboard.writeText(text).then(() => true, () => false) : false;
