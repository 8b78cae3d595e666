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

const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
};

/** A round button that is only an icon; its name is read aloud and shown as a hint. */
const iconButton = (name, attributes) =>
  el("button", { "aria-label": T[name], title: T[name], ...attributes }, icon(name));

const textButton = (text, click, strong) =>
  el("button", { class: strong ? "boton fuerte" : "boton", click }, text);

const unseen = (text) => el("span", { class: "oculto" }, text);

/** What `make` draws or, if it cannot, `plain`: the fault is reported in the console and never stops what follows. */
const drawn = (make, plain = () => []) => {
  try {
    return make();
  } catch (fault) {
    console.error("Enlace no pudo dibujar una parte:", fault);
    return plain();
  }
};
