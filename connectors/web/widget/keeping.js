// Coming back: the key of a case file, and this browser remembering the session where the person wants that.

/** Let this browser remember the session, or forget it; the server makes the token last as long. */
const remember = async (wanted) => {
  const { token } = await wire.ask("sesion", { recordar: wanted });
  wire.keep(token, wanted);
};

/** A button that asks to be remembered here, or to be forgotten, with what that means. */
const rememberButton = (panel) => {
  const node = el("div", { class: "recordar" });
  const draw = () => {
    const wanted = !wire.remembered;
    const press = async () => {
      try {
        await remember(wanted);
        draw();
        node.querySelector("button").focus();
      } catch {
        panel.say(T.sinRecordar);
      }
    };
    node.replaceChildren(
      el("p", { role: "status" }, wanted ? T.siRecuerdo : T.recordado),
      textButton(wanted ? T.recordar : T.olvidar, press),
    );
  };
  draw();
  return node;
};

const keys = ({ clave }, panel) => {
  if (!clave) return [];
  const { codigo, expediente } = clave;
  const written = T.clave(expediente, codigo, location.origin + location.pathname);
  return [
    el("div", { class: "mandos" }, ...copyButton(T.copiarClave, codigo),
      markedButton("bajar", T.descargar + T.laClave, () => save(written, "clave-enlace.txt"))),
    rememberButton(panel),
  ];
};
