// What travels: the token of this tab, questions to the server, and the lines in which it answers.

const TOKEN = "enlace";
const SILENCE = 30000; // ms; the server writes at least every 5 s while it works
let token;
try {
  token = sessionStorage.getItem(TOKEN);
} catch {
  // A frame without storage: the session lasts as long as the page.
}

/** Keep the session's token in this tab; nothing else is ever kept. */
const keep = (fresh) => {
  token = fresh;
  try {
    if (fresh) sessionStorage.setItem(TOKEN, fresh);
    else sessionStorage.removeItem(TOKEN);
  } catch {
    // As above.
  }
};

/** Ask the server, by POST if there is a body. Throws the answer itself when it is not a good one. */
const call = async (path, body, signal) => {
  const headers = {};
  if (token) headers.Authorization = "Bearer " + token;
  if (body) headers["Content-Type"] = "application/json";
  const method = body ? "POST" : "GET";
  const answer = await fetch(new URL(path, api), {
    method, headers, signal, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store",
  });
  if (!answer.ok) throw answer;
  return answer;
};

const ask = async (path, body) => (await call(path, body)).json();

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
    const answer = await call("mensajes", message, stop.signal);
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
        take(line);
        if (line.tipo === "fin") return;
      }
    }
  } finally {
    clearTimeout(timer);
  }
};

/** A new id for a message: 128 random bits, also where the page is not a secure context. */
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
