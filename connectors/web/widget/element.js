const PAUSES = [1000, 2000, 4000, 8000]; // ms between attempts
const SMALL = matchMedia("(max-width:480px),(max-height:420px)"); // there it covers the whole screen

class EnlaceChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.pagina = this.hasAttribute("pagina"); // the whole page is the conversation
    this.nombre = this.dataset.nombre || "Enlace";
    this.lang = "es-MX";
    this.seen = new Set(); // ids on the screen, so that nothing is shown twice
    this.queue = Promise.resolve(); // messages leave one at a time, in order
    const { color } = this.dataset;
    if (color) this.style.setProperty("--enlace-color", color);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.replaceChildren(); // what stood there for a browser without JavaScript
    root.append(...this.build());
    for (const event of ["online", "focus", "visibilitychange"]) addEventListener(event, () => this.news());
    setInterval(() => this.news(), 60000);
    if (this.pagina) this.begin();
    else this.news();
  }

  build() {
    const { escudo, municipio } = this.dataset;
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": T.conversacion, tabindex: 0 });
    this.status = el("div", { class: "estado", role: "status" });
    this.input = el("textarea", {
      id: "texto", rows: 1, maxlength: 4000, placeholder: T.escribe, enterkeyhint: "send",
      input: () => this.grow(), keydown: (event) => this.key(event),
    });
    this.ask = el("div", { class: "pregunta", role: "group", "aria-label": T.nueva, hidden: "" }, el("p", {}, T.confirmar),
      el("div", { class: "botones" }, textButton(T.empezar, () => this.renew(), true),
        textButton(T.quedarse, () => this.confirm(false))));
    this.fresh = iconButton("nueva", { click: () => this.confirm(true) });
    this.panel = el(this.pagina ? "section" : "dialog", {
      class: "panel", "aria-labelledby": "nombre", cancel: (event) => this.escape(event), // «back» on a phone
      keydown: (event) => event.key === "Escape" && this.escape(event),
    },
      el("div", { class: "cab" },
        escudo ? el("img", { src: escudo, alt: "" }) : el("span", { class: "marca" }, icon("hablar")),
        el("div", {}, el(this.pagina ? "h1" : "h2", { id: "nombre" }, this.nombre), municipio ? el("p", {}, T.asistente + municipio) : ""),
        this.fresh, this.pagina ? "" : iconButton("cerrar", { click: () => this.close() })),
      this.log, this.status, this.ask,
      el("form", { submit: (event) => { event.preventDefault(); this.submit(); } },
        el("label", { for: "texto", class: "oculto" }, T.escribe), this.input,
        iconButton("enviar")));
    if (this.pagina) return [this.panel];
    this.count = el("span", { class: "cuenta", hidden: "" });
    this.opener = el("button", { class: "abrir", "aria-haspopup": "dialog", click: () => this.open() },
      icon("hablar"), T.abrir + this.nombre, this.count);
    SMALL.addEventListener("change", () => {
      if (!this.panel.open) return;
      this.panel.close();
      this.open();
    });
    return [this.opener, this.panel];
  }

  // ── Opening, closing and keys ──

  open() {
    if (SMALL.matches) this.panel.showModal(); // nothing behind it may be reached
    else this.panel.show();
    this.opener.hidden = true;
    // On a touch screen the keyboard would hide the greeting and the notice.
    (matchMedia("(pointer:coarse)").matches ? this.log : this.input).focus();
    if (this.begun) this.news();
    else this.begin();
    this.unread(0);
  }

  close() {
    this.confirm(false);
    this.panel.close();
    this.opener.hidden = false;
    this.opener.focus();
  }

  escape(event) {
    event.preventDefault();
    if (!this.ask.hidden) this.confirm(false);
    else if (!this.pagina) this.close();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = this.input.scrollHeight + 2 + "px";
  }

  /** Ask whether to begin again, or stop asking. */
  confirm(asking) {
    const was = !this.ask.hidden;
    this.ask.hidden = !asking;
    if (asking) this.ask.querySelector("button").focus();
    else if (was) this.fresh.focus();
  }

  say(...nodes) {
    this.status.replaceChildren(...nodes);
  }

  unread(number) {
    if (!this.count) return;
    this.count.hidden = !number;
    this.count.replaceChildren(number, unseen(T.nuevos));
  }

  // ── The session ──

  /** Open the session of this tab, or a new one, and show what was said in it. */
  async begin() {
    this.begun = true;
    this.say(T.cargando);
    let session;
    try {
      session = await this.session();
    } catch {
      this.begun = false;
      this.say(T.sinServicio, textButton(T.reintentar, () => this.begin()));
      return;
    }
    this.restore(session); // not above: a fault of drawing is none of the network
  }

  /** Show a session from its beginning. */
  restore({ saludo, aviso, sugerencias, historial }) {
    this.log.setAttribute("aria-live", "off"); // or the whole conversation would be read aloud
    this.log.replaceChildren(el("div", { class: "m" }, ...blocks(saludo)), el("div", { class: "privado" }, ...blocks(aviso)));
    this.seen.clear();
    this.choices(T.ejemplos, sugerencias.map((titulo) => ({ titulo })));
    this.showAll(historial);
    this.log.scrollTop = historial.length && this.log.scrollHeight;
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 200);
    this.say();
    // What was left unanswered: the server knows the id and only answers.
    historial.filter((one) => one.pendiente).forEach(({ id, texto }) => this.send({ id, texto }));
  }

  async session() {
    const session = await ask("sesion", {});
    keep(session.token);
    return session;
  }

  renew() {
    this.ask.hidden = true;
    keep("");
    this.begin();
    this.input.focus();
  }

  /** Show what arrived while nobody was asking: reminders, late answers. */
  async news() {
    if (document.hidden || this.busy || !token) return;
    try {
      const { mensajes } = await ask("pendientes?desde=" + (this.last || ""));
      if (this.begun && (this.pagina || this.panel.open)) this.showAll(mensajes);
      else this.unread(mensajes.length);
    } catch {
      // Nobody asked, so nothing is said; the next time will do.
    }
  }

  // ── Sending ──

  submit() {
    const texto = this.input.value.trim();
    this.input.focus();
    if (!texto) return;
    this.input.value = "";
    this.grow();
    this.send({ id: newId(), texto });
  }

  send(message) {
    const bubble = this.log.querySelector(`[data-id="${message.id}"]`) || this.show({ ...message, de: "persona" });
    this.log.scrollTop = this.log.scrollHeight;
    this.queue = this.queue.then(() => this.deliver(message, bubble));
  }

  /** Send until it is answered. The id never changes, so the server runs it once however often it arrives. */
  async deliver(message, bubble) {
    this.busy = true;
    let words = T.fallo;
    for (let attempt = 0; attempt <= PAUSES.length; ) {
      if (!navigator.onLine) {
        bubble.classList.add("falta");
        this.say(T.sinRed);
        await new Promise((done) => addEventListener("online", done, { once: true }));
      }
      try {
        await stream(message, (line) => drawn(() => this.take(line, bubble)));
        words = "";
        break;
      } catch (answer) {
        bubble.classList.add("falta");
        if (!navigator.onLine) continue;
        const { status, headers } = answer;
        if (status === 401) {
          keep("");
          await this.session().catch(() => 0);
          this.log.append(el("p", { class: "privado" }, T.expirada));
        } else if (status >= 400 && status < 500 && status !== 429) {
          words = (await answer.json().catch(() => ({}))).error || words;
          break;
        } else {
          this.say(T.otraVez);
          const wanted = headers && headers.get("Retry-After") * 1000;
          await new Promise((done) => setTimeout(done, wanted || PAUSES[attempt]));
        }
        attempt += 1;
      }
    }
    this.busy = false;
    if (words) this.say(words, textButton(T.reintentar, () => this.send(message)));
    else this.say();
  }

  /** Act on one line of an answer. */
  take(line, bubble) {
    bubble.classList.remove("falta");
    if (line.tipo === "escribiendo" && !this.status.querySelector("i"))
      this.say(this.nombre + T.escribiendo, el("span", { class: "puntos", "aria-hidden": "true" }, el("i", {}), el("i", {}), el("i", {})));
    if (line.tipo === "respuesta") {
      this.say();
      this.show(line);
      this.log.scrollTop = bubble.offsetTop - 12; // a long answer is read from its beginning
    }
    if (line.token) keep(line.token);
  }

  // ── Showing ──

  showAll(messages) {
    messages.forEach((message) => drawn(() => this.show(message)));
  }

  show({ de, id, texto, botones, fuentes, imagen, documento }) {
    if (this.seen.has(id)) return;
    this.seen.add(id);
    const mine = de === "persona";
    if (mine) this.log.querySelectorAll(".botones").forEach((old) => old.remove()); // they were for another question
    else this.last = id;
    const node = el("div", { class: mine ? "m yo" : "m", "data-id": id }, unseen(mine ? T.tu : this.nombre + ": "));
    node.append(...(mine ? [texto] : drawn(() => blocks(texto), () => [el("p", { class: "llano" }, texto)])));
    if (imagen) node.append(...drawn(() => [this.picture(imagen), this.file(imagen.archivo, T.imagen, "enlace.png")]));
    if (documento) node.append(...drawn(() => [this.file(documento.archivo, documento.nombre)]));
    if (fuentes) node.append(...drawn(() => this.sources(fuentes)));
    this.log.append(node);
    if (botones) drawn(() => this.choices(T.opciones, botones));
    return node;
  }

  choices(label, buttons) {
    const press = ({ titulo, boton }) => textButton(titulo, () => {
      this.input.focus(); // the buttons go, and the focus must not go with them
      this.send({ id: newId(), boton, texto: titulo });
    });
    this.log.append(el("div", { class: "botones", role: "group", "aria-label": label }, ...buttons.map(press)));
  }

  sources(list) {
    const items = list.map(({ titulo, cita, fecha, url }) =>
      el("li", {}, link(url, cita ? titulo + ", " + cita : titulo), fecha ? ` (${fecha})` : ""));
    const cautions = new Set(list.map((one) => one.cautela).filter(Boolean));
    const one = list.length < 2;
    return [
      ...Array.from(cautions, (text) => el("p", { class: "ojo" }, text)),
      el("details", { class: "fuentes", open: one && "" },
        el("summary", {}, one ? T.fuente : `${T.fuente}s (${list.length})`), el("ul", {}, ...items)),
    ];
  }

  /** A picture drawn on a canvas: it asks no `img-src` of the page, and only this session can fetch it. */
  picture({ archivo, alt }) {
    const canvas = el("canvas", { role: "img", "aria-label": alt });
    this.blob(archivo).then(createImageBitmap).then((bitmap) => {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
    }).catch(() => canvas.replaceWith(el("p", {}, alt)));
    return canvas;
  }

  file(archivo, name, download = name) {
    const save = async () => {
      try {
        const href = URL.createObjectURL(await this.blob(archivo));
        el("a", { href, download }).click(); // the page frees it when it goes
      } catch {
        this.say(T.sinArchivo);
      }
    };
    const button = textButton(T.descargar + name, save);
    button.prepend(icon("bajar"));
    return button;
  }

  async blob(archivo) {
    return (await call("archivos/" + archivo)).blob();
  }
}

customElements.define("enlace-chat", EnlaceChat);
// Without an element of its own in the page, it takes the settings of its tag and goes to the end of the body.
if (!document.querySelector("enlace-chat")) {
  const chat = document.createElement("enlace-chat");
  Object.assign(chat.dataset, script.dataset);
  document.body.append(chat);
}
