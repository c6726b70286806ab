/** What a drawing has no use for in the page: what could run or load something, and a title, which the pointer shows. */
const FOREIGN = "script, style, foreignObject, iframe, object, embed, use, image, a, title";

/**
 * A drawing of the Rust side as an element to put into the page. Drawings are trusted, and still nothing in one can
 * run or load anything: what could is taken out, and the window's content security policy forbids it besides.
 */
export function parseSvg(text: string): SVGElement {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.nodeName !== "svg") throw new Error("A drawing is an SVG document.");
  for (const element of root.querySelectorAll(FOREIGN)) element.remove();
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name } of [...element.attributes]) {
      if (name.startsWith("on") || name.endsWith("href")) element.removeAttribute(name);
    }
  }
  const svg = document.importNode(root, true) as unknown as SVGElement;
  // The description stands on the element around it.
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  return svg;
}
