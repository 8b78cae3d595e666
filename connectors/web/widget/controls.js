// Buttons, and what they hand over: a text to the clipboard, a file to the disk.

/** A round button that is only an icon; its name is read aloud and shown as a hint. */
const iconButton = (name, attributes) =>
  el("button", { "aria-label": T[name], title: T[name], ...attributes }, icon(name));

const textButton = (text, click, strong) =>
  el("button", { class: strong ? "boton fuerte" : "boton", click }, text);

const markedButton = (mark, text, click) => {
  const button = textButton(text, click);
  button.prepend(icon(mark));
  return button;
};

/** Save bytes or words as a file. */
const save = (content, download) => {
  const href = URL.createObjectURL(new Blob([content]));
  el("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
};

/** A button that copies `text`; also on a page without https, where there is no clipboard to write on. */
const copyButton = (title, text) => {
  const button = markedButton("copiar", title, async () => {
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const box = el("textarea", { class: "oculto", readonly: "" });
      box.value = text;
      button.after(box);
      box.select();
      copied = document.execCommand("copy");
      box.remove();
    }
    told.replaceChildren(copied ? T.copiado : T.sinCopiar);
  });
  const told = el("span", { role: "status" });
  return [button, told];
};

/** What `make` draws or, if it cannot, `plain`: the fault is reported in the console and never stops what follows. */
const drawn = (make, plain = () => []) => {
  try {
    return make();
  } catch (fault) {
    console.error("Enlace no pudo dibujar una parte:", fault);
    return plain();
  }
};
