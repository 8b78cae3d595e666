// What a message carries besides its words, each drawn on its own.

/** A picture drawn on a canvas: it asks no `img-src` of the page, and only this session can fetch it. */
const picture = ({ archivo, alt }) => {
  const canvas = el("canvas", { role: "img", "aria-label": alt });
  blob(archivo).then(createImageBitmap).then((bitmap) => {
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
  }).catch(() => canvas.replaceWith(el("p", {}, alt)));
  return canvas;
};

const blob = async (archivo) => (await wire.call("archivos/" + archivo)).blob();

const fileButton = (panel, archivo, name, download = name) =>
  markedButton("bajar", T.descargar + name, async () => {
    try {
      save(await blob(archivo), download);
    } catch {
      panel.say(T.sinArchivo);
    }
  });

const pictures = ({ imagen, barras, etapas }, panel) =>
  imagen ? [...(barras || etapas ? [] : [picture(imagen)]), fileButton(panel, imagen.archivo, T.imagen, "enlace.png")] : [];

const documents = ({ documento }, panel) =>
  documento ? [fileButton(panel, documento.archivo, documento.nombre)] : [];

const copies = ({ copiar }) =>
  copiar ? [el("div", { class: "mandos" }, ...copyButton(copiar.titulo, copiar.texto))] : [];

const sources = ({ fuentes }) => {
  if (!fuentes) return [];
  const items = fuentes.map(({ titulo, cita, fecha, url }) =>
    el("li", {}, link(url, cita ? titulo + ", " + cita : titulo), fecha ? ` (${fecha})` : ""));
  const cautions = new Set(fuentes.map((one) => one.cautela).filter(Boolean));
  const one = fuentes.length < 2;
  return [
    ...Array.from(cautions, (text) => el("p", { class: "ojo" }, text)),
    el("details", { class: "fuentes", open: one && "" },
      el("summary", {}, one ? T.fuente : `${T.fuente}s (${fuentes.length})`), el("ul", {}, ...items)),
  ];
};

const ATTACHED = [bars, steps, pictures, documents, copies, keys, sources];
