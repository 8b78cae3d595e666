// Paragraphs, lists, *cursive* and links; nothing else of what is said becomes more than text.

/** An address that may be followed, or an empty text. */
const safeAddress = (address) => {
  try {
    const url = new URL(address);
    return ["https:", "tel:", "mailto:"].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
};

const link = (address, text) => {
  const href = safeAddress(address);
  if (!href) return text;
  if (!href.startsWith("https:")) return el("a", { href }, text);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text, unseen(T.pestana));
};

// Without look-behind, which phones of 2022 cannot read.
const INLINE = /(^|[^\w*])\*([^*\n]+)\*(?!\w)|https:\/\/[^\s<>()"]*[^\s<>()".,;:!?»]/g;

const KEY = /^\w{4}-\w{4}$/; // of a case file: copied letter by letter, so never over two lines

const inline = (text) => {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(from, found.index));
    if (found[2]) nodes.push(found[1], el("em", { class: KEY.test(found[2]) && "clave" }, found[2]));
    else nodes.push(link(found[0], found[0])); // an address says where it leads: nobody gives it another name
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)];
};

const blocks = (text = "") => {
  const nodes = [];
  let open; // the paragraph or list that the next line may go on
  for (const line of text.split("\n")) {
    const [, number, rest] = /^\s*(?:[•–-]|(\d{1,3})[.)])\s+(.*)$/.exec(line) || [];
    const kind = !line.trim() ? "" : rest === undefined ? "p" : number ? "ol" : "ul";
    if (!open || open.localName !== kind) {
      open = kind && el(kind, number ? { start: number } : {});
      if (open) nodes.push(open);
    } else if (kind === "p") open.append(el("br"));
    if (kind) open.append(...(kind === "p" ? inline(line) : [el("li", {}, ...inline(rest))]));
  }
  return nodes;
};
