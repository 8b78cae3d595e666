// What travels: the token of this tab, and questions to the server.

const TOKEN = "enlace"; // of the session; in this tab, and in this browser where the person asked for that
const OPEN = "enlace-abierto"; // the conversation was open on the page before

/** What is kept in the tab («sessionStorage») or in the browser («localStorage»); a frame may have neither. */
const stored = (where, key) => {
  try {
    return window[where].getItem(key) || "";
  } catch {
    return "";
  }
};

const store = (where, key, value) => {
  try {
    if (value) window[where].setItem(key, value);
    else window[where].removeItem(key);
  } catch {
    // Without storage, the session lasts as long as the page.
  }
};

const wire = {
  token: stored("sessionStorage", TOKEN),
  remembered: false,

  /** Keep the session's token in this tab and, if this browser remembers the session, there too. */
  keep(fresh, remembered = wire.remembered && !!fresh) {
    if (wire.remembered || remembered) store("localStorage", TOKEN, remembered && fresh);
    wire.remembered = remembered;
    wire.token = fresh;
    store("sessionStorage", TOKEN, fresh);
  },

  /** Ask the server, by POST if there is a body. Throws the answer itself when it is not a good one. */
  async call(path, body, signal) {
    const headers = {};
    if (wire.token) headers.Authorization = "Bearer " + wire.token;
    if (body) headers["Content-Type"] = "application/json";
    const method = body ? "POST" : "GET";
    const answer = await fetch(new URL(path, api), {
      method, headers, signal, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store",
    });
    if (!answer.ok) throw answer;
    return answer;
  },

  async ask(path, body) {
    return (await wire.call(path, body)).json();
  },
};

/** The session of a token, for telling whether two are of the same one; only the server can read them for certain. */
const whose = (token) => {
  try {
    return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).sub;
  } catch {
    return "";
  }
};

const lasting = stored("localStorage", TOKEN);
wire.remembered = !!lasting && (!wire.token || whose(wire.token) === whose(lasting));
if (wire.remembered) wire.token = lasting;
