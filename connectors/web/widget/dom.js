// DOM nodes are made here and nowhere from HTML, so that nothing that is said can become markup.

/** An element with attributes (a function is a listener, `false` is left out) and children. */
const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

const ICONS = {
  hablar: "M4 5h16v11H9l-5 4z",
  cerrar: "M6 6l12 12M18 6L6 18",
  nueva: "M13 5H5v14h14v-8M10 14l.5-3L18 3.5 20.5 6 13 13.5z",
  enviar: "M12 20V5M5 12l7-7 7 7",
  bajar: "M12 4v12M6 11l6 6 6-6M5 20h14",
  copiar: "M9 9h11v11H9zM5 15V4h11",
};

const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
};

const unseen = (text) => el("span", { class: "oculto" }, text);

/** Let a sheet hold in a shadow root; Safari before 16.4 cannot construct one. */
const dress = (root, css) => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    root.append(el("style", {}, css));
  }
};
