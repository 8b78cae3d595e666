// What was said, in the order in which it belongs: each answer under its question.

class Log {
  constructor(panel) {
    this.panel = panel;
    this.seen = new Set(); // ids on the screen, so that nothing is shown twice
    this.node = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": T.conversacion, tabindex: 0 });
  }

  /** Show a session from its beginning; what the person wrote before it was there stays, after the notice. */
  restore({ saludo, aviso, sugerencias, historial }, unsent) {
    const { node, panel } = this;
    node.setAttribute("aria-live", "off"); // or the whole conversation would be read aloud
    this.seen.clear();
    unsent.forEach((bubble) => this.seen.add(bubble.dataset.id));
    const greeting = saludo.replace("*Enlace*", () => `*${panel.nombre}*`);
    node.replaceChildren(el("div", { class: "m" }, ...blocks(greeting)), el("div", { class: "privado" }, ...blocks(aviso)));
    if (wire.remembered) node.append(rememberButton(panel));
    if (!unsent.length) this.choices(T.ejemplos, sugerencias.map((titulo) => ({ titulo })));
    this.showAll(historial);
    node.append(...unsent);
    node.scrollTop = (historial.length || unsent.length) && node.scrollHeight;
    setTimeout(() => node.setAttribute("aria-live", "polite"), 200);
  }

  showAll(messages) {
    messages.forEach((message) => drawn(() => this.show(message)));
  }

  /** Show a message once; an answer goes under the bubble of its question. */
  show(message, question) {
    const { de, id, botones, borrado } = message;
    if (this.seen.has(id)) return;
    this.seen.add(id);
    const mine = de === "persona";
    if (!mine) this.last = id;
    if (borrado && question) this.erase();
    // Buttons belong to the last thing said: the person has gone on from any other.
    if (mine) this.node.querySelectorAll(".botones").forEach((old) => old.remove());
    const node = mine ? this.own(message) : this.theirs(message);
    const next = question && this.after(question);
    if (next) this.node.insertBefore(node, next);
    else this.node.append(node);
    if (botones && !next) drawn(() => this.choices(T.opciones, botones));
    return node;
  }

  /** What was said is gone from everywhere, so from here too. */
  erase() {
    this.node.replaceChildren();
    this.last = ""; // there is nothing left after which something could be new
    wire.keep(wire.token, false);
  }

  own({ id, texto }) {
    return el("div", { class: "m yo", "data-id": id }, unseen(T.tu), texto);
  }

  theirs(message) {
    const { id, texto } = message;
    const said = drawn(() => blocks(texto), () => [el("p", { class: "llano" }, texto)]);
    const node = el("div", { class: "m", "data-id": id }, unseen(this.panel.nombre + ": "), ...said);
    for (const attached of ATTACHED) node.append(...drawn(() => attached(message, this.panel)));
    return node;
  }

  /** The next bubble of the person's after `question`, if they wrote on. */
  after(question) {
    let next = question.nextElementSibling;
    while (next && !next.matches(".yo")) next = next.nextElementSibling;
    return next;
  }

  /** Say under a bubble that it did not get through, with a way to send it again that stays until it did. */
  fail(bubble, words, again) {
    const retry = () => {
      this.panel.settle();
      again();
    };
    this.settled(bubble);
    bubble.classList.add("falta");
    bubble.after(el("div", { class: "fallo", role: "alert" }, words, textButton(T.reintentar, retry)));
  }

  settled(bubble) {
    bubble.classList.remove("falta");
    if (bubble.nextElementSibling?.matches(".fallo")) bubble.nextElementSibling.remove();
  }

  /** A long answer is read from its beginning; but a key must not hide the question said after it. */
  reveal(bubble) {
    const { node } = this;
    const begin = bubble.isConnected ? bubble.offsetTop - 12 : 0;
    const last = [...node.querySelectorAll(".m")].pop();
    const past = node.querySelector(`[data-id="${bubble.dataset.id}"] ~ .m .recordar`)
      ? Math.min(last.offsetTop, last.offsetTop + last.offsetHeight - node.clientHeight + 24) - 12 : 0;
    node.scrollTop = Math.max(begin, past);
  }

  choices(label, buttons) {
    const press = ({ titulo, boton }) => textButton(titulo, () => {
      this.panel.settle(); // the buttons go, and the focus must not go with them
      this.panel.talk.send({ id: newId(), boton, texto: titulo });
    });
    this.node.append(el("div", { class: "botones", role: "group", "aria-label": label }, ...buttons.map(press)));
  }
}
