// What is on the page from the start: a button. What it opens is fetched when it is first opened.

const SAYS = {
  abrir: "Pregúntale a ",
  nuevos: " sin leer",
  abriendo: "Abriendo…",
  sinRed: "Sin conexión. Se abrirá en cuanto vuelva.",
  sinServicio: "No se pudo abrir. Inténtalo otra vez en un momento.",
};

/** Fetch the rest, whose digest is in this file, so that a changed one does not run. */
const rest = (attempt) => {
  const href = new URL(REST.path, base) + (attempt ? "?" + attempt : ""); // a browser may remember that it failed
  const { integrity } = REST;
  return new Promise((done, fail) => {
    const linked = document.createElement("link").relList.supports("modulepreload");
    const load = () => (linked ? import(href).then(done, fail) : done());
    const attributes = { integrity, crossorigin: "anonymous", load, error: fail };
    document.head.append(
      linked ? el("link", { rel: "modulepreload", href, ...attributes }) : el("script", { src: href, ...attributes }),
    );
  });
};

class EnlaceChat extends HTMLElement {
  connectedCallback() {
    this.gone = new AbortController();
    const { signal } = this.gone;
    for (const event of ["online", "focus", "visibilitychange"]) addEventListener(event, () => this.news(), { signal });
    // The page's own shortcuts must not hear what is typed in here.
    for (const event of ["keydown", "keypress", "keyup"])
      addEventListener(event, (pressed) => this.hush(pressed), { capture: true, signal });
    this.clock = setInterval(() => this.news(), 60000);
    if (this.shadowRoot) this.panel?.back();
    else this.appear();
  }

  disconnectedCallback() {
    this.gone.abort();
    clearInterval(this.clock);
  }

  appear() {
    this.pagina = this.hasAttribute("pagina"); // the whole page is the conversation
    this.nombre = this.dataset.nombre || "Enlace";
    this.lang = "es-MX";
    const { color } = this.dataset;
    if (color) this.style.setProperty("--enlace-color", color);
    const root = this.attachShadow({ mode: "open" });
    dress(root, CSS);
    if (this.pagina) {
      root.append(el("slot")); // the plain form serves until the conversation is there
      this.open();
      return;
    }
    this.replaceChildren(); // what stood there for a browser without JavaScript
    this.count = el("span", { class: "cuenta", hidden: "" });
    this.note = el("p", { class: "nota", role: "status" });
    this.opener = el("button", { class: "abrir", "aria-haspopup": "dialog", click: () => this.open(true) },
      icon("hablar"), SAYS.abrir + this.nombre, this.count);
    root.append(this.note, this.opener);
    if (stored("sessionStorage", OPEN)) {
      this.opener.hidden = true; // as it was on the page before
      this.open();
    } else this.news();
  }

  /** Open the conversation, with the focus in it if the person asked for that. */
  async open(asked) {
    this.wanted = true;
    if (!this.panel) {
      if (this.opening) return;
      this.opening = true;
      await this.load();
      this.opening = false;
    }
    if (!this.wanted) return;
    this.panel.open(asked);
    this.unread(0);
  }

  async load() {
    for (let attempt = 0; !EnlaceChat.Panel; attempt += 1) {
      this.say(SAYS.abriendo);
      try {
        await rest(attempt);
      } catch {
        this.say(navigator.onLine ? SAYS.sinServicio : SAYS.sinRed);
        if (this.opener) this.opener.hidden = false;
        await new Promise((again) => {
          addEventListener("online", again, { once: true });
          this.opener?.addEventListener("click", again, { once: true });
          if (this.pagina) setTimeout(again, 5000);
        });
      }
    }
    this.say("");
    this.panel = new EnlaceChat.Panel(this);
  }

  say(words) {
    this.note?.replaceChildren(words);
  }

  hush(event) {
    if (!this.panel || !event.composedPath().includes(this.panel.node)) return;
    event.stopImmediatePropagation();
    if (event.type === "keydown") this.panel.key(event);
  }

  unread(number) {
    if (!this.count) return;
    this.count.hidden = !number;
    this.count.replaceChildren(number, unseen(SAYS.nuevos));
  }

  /** Show what arrived while nobody was asking: reminders, late answers, what another tab of this session says. */
  async news() {
    if (document.hidden || !wire.token || this.panel?.busy) return;
    try {
      const { mensajes, borrado } = await wire.ask("pendientes?desde=" + (this.panel?.last || ""));
      if (this.panel?.isOpen) this.panel.take(mensajes, borrado);
      else this.unread(mensajes.filter((one) => one.de !== "persona").length);
    } catch {
      // Nobody asked, so nothing is said; the next time will do.
    }
  }
}

// A page that swaps its body (Turbo, pjax) may run this again: the element is known then, and stays the same one.
if (!customElements.get("enlace-chat")) {
  customElements.define("enlace-chat", EnlaceChat);
  EnlaceChat.kit = { OPEN, dress, el, icon, store, unseen, wire };
  let chat;
  const stay = () => {
    // Without an element of its own in the page, it takes the settings of its tag and goes to the end of the body.
    if (!document.body || document.querySelector("enlace-chat")) return;
    if (!chat) {
      chat = document.createElement("enlace-chat");
      Object.assign(chat.dataset, script.dataset);
    }
    document.body.append(chat);
  };
  const start = () => {
    stay();
    new MutationObserver(stay).observe(document.documentElement, { childList: true });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}
