// The window of the conversation: its header, what was said, and where one writes.

const SMALL = matchMedia("(max-width:480px),(max-height:420px)"); // there it covers the whole screen
const COARSE = matchMedia("(pointer:coarse)"); // a touch screen: its keyboard would cover what is read
const LONGEST = 4000; // characters of a message; the server's own limit too
const NEARLY = 3500;

class Panel {
  constructor(host) {
    this.host = host;
    this.pagina = host.pagina;
    this.nombre = host.nombre;
    this.log = new Log(this);
    this.talk = new Talk(this);
    this.node = this.build();
    dress(host.shadowRoot, CSS);
    if (this.pagina) this.follow();
    host.shadowRoot.append(this.node);
    SMALL.addEventListener("change", () => this.back());
    addEventListener("beforeprint", () => this.log.node.querySelectorAll("details").forEach((one) => (one.open = true)));
  }

  build() {
    const { escudo, municipio } = this.host.dataset;
    this.status = el("div", { class: "estado", role: "status" });
    this.input = el("textarea", {
      id: "texto", rows: 1, placeholder: T.escribe, enterkeyhint: "send", "aria-describedby": "cuenta",
      input: () => this.grow(),
    });
    this.length = el("p", { class: "largo", id: "cuenta", role: "status" });
    this.ask = el("div", { class: "pregunta", role: "group", "aria-label": T.nueva, hidden: "" }, el("p", {}, T.confirmar),
      el("div", { class: "botones" }, textButton(T.empezar, () => this.renew(), true),
        textButton(T.quedarse, () => this.confirm(false))));
    this.fresh = iconButton("nueva", { click: () => this.confirm(true) });
    return el(this.pagina ? "section" : "dialog", {
      class: "panel", "aria-labelledby": "nombre", cancel: (event) => this.escape(event), // «back» on a phone
    },
      el("div", { class: "cab" },
        escudo ? el("img", { src: escudo, alt: "" }) : el("span", { class: "marca" }, icon("hablar")),
        el("div", {}, el(this.pagina ? "h1" : "h2", { id: "nombre" }, this.nombre), municipio ? el("p", {}, T.asistente + municipio) : ""),
        this.fresh, this.pagina ? "" : iconButton("cerrar", { click: () => this.close() })),
      this.log.node, this.status, this.ask,
      el("form", { submit: (event) => { event.preventDefault(); this.submit(); } },
        this.length, el("label", { for: "texto", class: "oculto" }, T.escribe), this.input, iconButton("enviar")));
  }

  /** Take over from the plain form of the page: its session, and what is being written in it. */
  follow() {
    const { host } = this;
    const { sesion } = host.dataset;
    // A question just sent by the form was answered in its session; else the one of this tab goes on.
    if (sesion && (!wire.token || location.hash === "#ultimo")) wire.keep(sesion);
    if (location.hash === "#ultimo") history.replaceState(null, "", location.pathname + location.search);
    delete host.dataset.sesion;
    const box = host.querySelector("textarea");
    const focused = !!box && document.activeElement === box;
    const { value = "", selectionStart, selectionEnd } = box || {};
    host.replaceChildren();
    host.shadowRoot.querySelector("slot").remove();
    host.setAttribute("listo", "");
    this.input.value = value;
    queueMicrotask(() => {
      this.grow();
      if (focused) this.input.focus();
      if (focused) this.input.setSelectionRange(selectionStart, selectionEnd);
    });
  }

  // ── Opening, closing and keys ──

  get isOpen() {
    return this.talk.begun && (this.pagina || this.node.hasAttribute("open"));
  }

  get busy() {
    return this.talk.busy > 0;
  }

  get last() {
    return this.log.last;
  }

  /** Open it, with the focus in it if the person asked for that. */
  open(asked) {
    if (!this.pagina) this.show(asked);
    if (!this.talk.ready) this.talk.begin();
    else this.host.news();
    if (this.talk.begun) this.note(); // until there is a session, what stands noted stays
  }

  /** So that the next page of the site shows it as it is here. */
  note() {
    if (!this.pagina) store("sessionStorage", OPEN, this.node.hasAttribute("open") ? "si" : "");
  }

  show(asked, held) {
    const { node } = this;
    if (!node.show) node.setAttribute("open", ""); // a browser that does not know dialogs
    else if (SMALL.matches) node.showModal(); // nothing behind it may be reached
    else node.show();
    this.host.opener.hidden = true;
    const inside = this.host.shadowRoot.activeElement;
    if (asked) this.settle();
    else if (inside && inside !== held) inside.blur(); // it opened by itself: the person is elsewhere
    held?.focus({ preventScroll: true });
  }

  /** Stand as the screen wants it, after that changed or the page put its body aside and back. */
  back() {
    if (this.pagina || !this.node.open) return;
    const held = this.host.shadowRoot.activeElement;
    this.node.close();
    this.show(false, held);
  }

  close() {
    this.confirm(false);
    this.host.wanted = false;
    if (this.node.close) this.node.close();
    else this.node.removeAttribute("open");
    this.note();
    this.host.opener.hidden = false;
    this.host.opener.focus();
  }

  /** Escape, wherever it is pressed, and Enter where one writes. */
  key(event) {
    if (event.key === "Escape") this.escape(event);
    const writes = event.composedPath()[0] === this.input;
    if (!writes || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  escape(event) {
    event.preventDefault();
    if (!this.ask.hidden) this.confirm(false);
    else if (!this.pagina) this.close();
  }

  /** Leave the focus where it serves: in the box, or on a touch screen in what is read. */
  settle() {
    (COARSE.matches ? this.log.node : this.input).focus({ preventScroll: true });
  }

  // ── Writing ──

  grow() {
    const { style } = this.input;
    const { node } = this.log;
    const below = node.scrollHeight - node.clientHeight - node.scrollTop;
    style.height = "auto";
    style.height = this.input.scrollHeight + 2 + "px";
    const length = [...this.input.value].length;
    const over = length - LONGEST;
    this.input.setAttribute("aria-invalid", over > 0);
    this.length.replaceChildren(over > 0 ? T.demasiado(over) : length > NEARLY ? T.largo(length) : "");
    node.scrollTop = node.scrollHeight - node.clientHeight - below; // the box grows over nothing that is being read
  }

  submit() {
    const texto = this.input.value.trim();
    this.input.focus();
    if (!texto || [...texto].length > LONGEST) return;
    this.input.value = "";
    this.grow();
    this.talk.send({ id: newId(), texto });
  }

  /** Ask whether to begin again, or stop asking. */
  confirm(asking) {
    const was = !this.ask.hidden;
    this.ask.hidden = !asking;
    this.ask.firstChild.replaceChildren(T.confirmar, wire.remembered ? T.confirmarOlvido : "");
    if (asking) this.ask.querySelector("button").focus();
    else if (was) this.fresh.focus();
  }

  renew() {
    this.ask.hidden = true;
    this.talk.renew();
    this.settle();
  }

  // ── Saying ──

  say(...nodes) {
    this.status.replaceChildren(...nodes);
  }

  typing() {
    if (this.status.querySelector("i")) return;
    const dots = el("span", { class: "puntos", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.say(this.nombre + T.escribiendo, dots);
  }

  /** Show what came meanwhile; `erased` in another tab, what stood here goes. */
  take(messages, erased) {
    if (erased) this.log.erase();
    this.log.showAll(messages);
  }
}

element.Panel = Panel;
