// The session, and sending: one message at a time, until each is answered.

const PAUSES = [1000, 2000, 4000, 8000]; // ms between attempts
const LOOK = 15000; // ms; what a browser says of its connection is not always so
const SILENCE = 30000; // ms; the server writes at least every 5 s while it works

/** A new id for a message: 128 random bits, also where the page is not a secure context. */
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Until the connection is back, or for that long (for ever without a time). */
const connected = (ms) =>
  new Promise((done) => {
    addEventListener("online", done, { once: true });
    if (ms) setTimeout(done, ms);
  });

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** What the server says of why it did not answer, in its own words. */
const reason = async (answer) => (answer.status ? (await answer.json().catch(() => ({}))).error : "");

/** How long the server asks to wait, in ms. */
const wanted = (answer) => (answer.headers ? answer.headers.get("Retry-After") * 1000 : 0);

/** Send a message and hand over each line of the answer; throws if the line «fin» does not come. */
const stream = async (message, take) => {
  const stop = new AbortController();
  let timer;
  const patience = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), SILENCE);
  };
  patience();
  try {
    const answer = await wire.call("mensajes", message, stop.signal);
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new TypeError("cut short");
      patience();
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const text of lines) {
        const line = JSON.parse(text);
        drawn(() => take(line)); // a fault of drawing is none of the network
        if (line.tipo === "fin") return;
      }
    }
  } finally {
    clearTimeout(timer);
  }
};

class Talk {
  constructor(panel) {
    this.panel = panel;
    this.queue = Promise.resolve();
    this.busy = 0; // messages that are not answered yet
  }

  /** Open the session of this tab, or a new one, and show what was said in it. */
  begin() {
    const { log } = this.panel;
    this.ready = this.opened().then((session) => {
      const unsent = [...log.node.querySelectorAll(".yo")];
      drawn(() => log.restore(session, unsent));
      this.begun = true;
      this.panel.note();
      this.panel.say();
      // What was left unanswered: the server knows the id and only answers.
      session.historial.filter((one) => one.pendiente).forEach(({ id, texto }) => this.send({ id, texto }));
    });
  }

  /** The session, however long it takes to get one. */
  async opened() {
    const { panel } = this;
    panel.say(T.cargando);
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.session();
      } catch (answer) {
        const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
        const words = (await reason(answer)) || (navigator.onLine ? T.sinServicio : T.sinRedAun);
        await new Promise((again) => {
          panel.say(words, textButton(T.reintentar, again));
          if (!refused) connected(wanted(answer) || PAUSES[attempt] || LOOK).then(again);
        });
      }
    }
  }

  async session() {
    const session = await wire.ask("sesion", {});
    wire.keep(session.token);
    return session;
  }

  renew() {
    wire.keep("");
    this.begun = false;
    this.panel.log.node.replaceChildren();
    this.begin();
  }

  send(message) {
    const { log } = this.panel;
    const bubble = log.node.querySelector(`[data-id="${message.id}"]`) || log.show({ ...message, de: "persona" });
    log.settled(bubble);
    log.node.scrollTop = log.node.scrollHeight;
    this.busy += 1;
    this.queue = this.queue.then(() => this.deliver(message, bubble)).finally(() => (this.busy -= 1));
  }

  /** Send until it is answered. The id never changes, so the server runs it once however often it arrives. */
  async deliver(message, bubble) {
    const { panel } = this;
    await this.ready; // the notice is read before anything is said
    for (let attempt = 0; bubble.isConnected; ) {
      try {
        await stream(message, (line) => this.take(line, bubble));
        panel.say();
        return;
      } catch (answer) {
        const { status } = answer;
        const words = await reason(answer);
        bubble.classList.add("falta");
        if (!status && !navigator.onLine) {
          panel.say(T.sinRed);
          await connected(LOOK);
          continue;
        }
        if (attempt === PAUSES.length || (status >= 400 && status < 500 && status !== 401 && status !== 429)) {
          panel.say();
          panel.log.fail(bubble, words || T.fallo, () => this.send(message));
          return;
        }
        if (status === 401) await this.expired(bubble).catch(() => 0);
        else {
          panel.say(words || T.otraVez);
          await pause(wanted(answer) || PAUSES[attempt]);
        }
        attempt += 1;
      }
    }
  }

  /** The session ended: a new one goes on, after its notice. */
  async expired(bubble) {
    wire.keep("");
    const { aviso } = await this.session();
    bubble.before(el("p", { class: "privado" }, T.expirada), el("div", { class: "privado" }, ...blocks(aviso)));
  }

  /** Act on one line of an answer. */
  take(line, bubble) {
    const { panel } = this;
    if (!bubble.isConnected) return; // another conversation was begun meanwhile
    panel.log.settled(bubble);
    if (line.token) wire.keep(line.token);
    if (line.tipo === "escribiendo") panel.typing();
    if (line.tipo !== "respuesta") return;
    panel.say();
    panel.log.show(line, bubble);
    panel.log.reveal(bubble);
  }
}
