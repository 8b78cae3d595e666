// Charts and progress as a table and a list: read aloud, magnified and dark like any other text.

/** A table whose numbers are drawn as bars too. */
const bars = ({ barras }) => {
  if (!barras) return [];
  const { titulo, filas, unidad = "" } = barras;
  const most = barras.tope || Math.max(1, ...filas.map((one) => one.valor));
  const rows = filas.map(({ nombre, valor }) => {
    const bar = el("span", { class: "barra" });
    bar.style.inlineSize = `${Math.max(0, Math.min(100, (100 * valor) / most)).toFixed(1)}%`;
    return el("tr", {}, el("th", { scope: "row" }, nombre), el("td", {}, el("span", { class: "fila" }, bar, valor + unidad)));
  });
  return [el("table", { class: "barras" }, el("caption", {}, titulo), el("tbody", {}, ...rows))];
};

/** Steps in order; the one where the person is says so. */
const steps = ({ etapas }) => {
  if (!etapas) return [];
  const rows = etapas.pasos.map(({ nombre, estado, actual }) => {
    const word = [actual && T.actual, estado].filter(Boolean).join(", ");
    return el("li", { "aria-current": actual && "step" }, nombre, ...(word ? [" ", el("span", { class: "marca-paso" }, word)] : []));
  });
  return [el("p", { class: "titulo" }, etapas.titulo), el("ol", { class: "pasos" }, ...rows)];
};
