"""What a person sees of the conversation, read from the page and not from what the widget was given."""

# Of each message of the house after the greeting, in any browser.
SEEN = r"""() => {
  const said = (node) => {
    if (node.nodeName === "BR") return "\n";
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    return node.classList.contains("oculto") ? "" : [...node.childNodes].map(said).join("");
  };
  const lines = (block) => {
    if (block.localName === "p") return said(block).split("\n");
    const first = block.localName === "ol" ? block.start : 0;
    return [...block.children].map((one, place) => (first ? `${first + place}. ` : "• ") + said(one));
  };
  const root = document.querySelector("enlace-chat").shadowRoot;
  return [...root.querySelectorAll(".log > .m:not(.yo)")].slice(1).map((node) => ({
    lines: [...node.children].filter((one) => one.matches("p:not([class]), ul, ol:not([class])")).flatMap(lines),
    cautions: [...node.querySelectorAll(".ojo")].map(said),
    sources: [...node.querySelectorAll("details li")].map((one) => [said(one), one.querySelector("a")?.protocol || ""]),
    buttons: node.nextElementSibling?.matches(".botones") ? [...node.nextElementSibling.children].map(said) : [],
    whole: node.textContent,
    height: node.offsetHeight,
  }));
}"""
