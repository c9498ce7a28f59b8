// Keeps a page of the preview up to date. It knows its page by a digest; events only say that something changed.
(() => {
  "use strict";
  const own = document.currentScript;
  const at = (name) => new URL(name, own.src).href;
  const place = `portfolio ${location.pathname}`;
  let number = own.dataset.number;
  let running = null;
  let again = false;
  let leaving = false;

  const keep = () => {
    const open = [...document.querySelectorAll("details")].map((one) => one.open);
    sessionStorage.setItem(place, JSON.stringify({ x: scrollX, y: scrollY, open, number }));
  };

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(place) || "null");
    sessionStorage.removeItem(place);
    if (!kept) return;
    number = kept.number;
    const all = document.querySelectorAll("details");
    if (all.length === kept.open.length) all.forEach((one, index) => (one.open = kept.open[index]));
    const scroll = () => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    const settle = () => {
      scroll();
      history.scrollRestoration = "auto";
    };
    scroll();
    if (document.readyState === "complete") settle();
    else addEventListener("load", settle, { once: true });
  };

  const reload = () => {
    leaving = true;
    keep();
    history.scrollRestoration = "manual";
    location.reload();
  };

  // A changed stylesheet takes the place of the old one once it is loaded, so that the page is never without style.
  const restyle = (fresh) => {
    const now = [...document.querySelectorAll('head link[rel~="stylesheet"]:not([data-old])')];
    const then = [...fresh.querySelectorAll('head link[rel~="stylesheet"]')];
    if (now.length !== then.length) return reload();
    now.forEach((old, index) => {
      const href = then[index].getAttribute("href");
      if (old.getAttribute("href") === href) return;
      const link = old.cloneNode();
      old.dataset.old = "";
      link.href = href;
      link.addEventListener("load", () => old.remove(), { once: true });
      link.addEventListener("error", reload, { once: true });
      old.after(link);
    });
  };

  const refresh = async () => {
    const state = await (await fetch(`${at("state")}?since=${number}`)).json();
    number = state.number;
    report.show(state);
    if (state.latest && state.latest !== location.pathname) {
      leaving = true;
      return location.assign(state.latest);
    }
    const fresh = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    const script = fresh.querySelector("script[data-page]");
    if (!script) return;
    if (script.dataset.page === own.dataset.page) restyle(fresh);
    else reload();
  };

  const update = async () => {
    again = true;
    if (running || leaving) return;
    running = true;
    try {
      while (again && !leaving) {
        again = false;
        await refresh();
      }
    } catch {
      // The server has gone; the stream of events connects again and says what is new.
    } finally {
      running = false;
    }
  };

  const report = (() => {
    const host = document.createElement("portfolio-report");
    const root = host.attachShadow({ mode: "open" });
    root.innerHTML = `<link rel="stylesheet"><section hidden tabindex="-1" role="alertdialog">
      <header><strong></strong><button type="button" class="close"><span></span> <kbd>Esc</kbd></button></header><pre lang="en" dir="ltr" tabindex="0"></pre></section>
      <button type="button" class="chip" hidden></button>`;
    root.querySelector("link").href = at("live.css");
    const [panel, words, text, chip, shut] = ["section", "strong", "pre", ".chip", ".close span"].map((name) => root.querySelector(name));
    let shown = null;
    const toggle = (open) => {
      panel.hidden = !open;
      chip.hidden = open || !shown;
      document.body.style.paddingBlockEnd = open ? "60vh" : shown ? "4rem" : "";
    };
    const close = () => {
      toggle(false);
      sessionStorage.setItem("portfolio closed", shown);
      chip.focus();
    };
    root.querySelector(".close").addEventListener("click", close);
    chip.addEventListener("click", () => {
      toggle(true);
      sessionStorage.removeItem("portfolio closed");
      root.querySelector(".close").focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !panel.hidden) close();
    });
    return {
      show({ report, errors, warnings, lang, dir, heading, count, close: closing }) {
        if (report === shown) return;
        const wasOpen = !panel.hidden;
        const wasClosed = report === sessionStorage.getItem("portfolio closed");
        shown = report;
        text.textContent = report;
        Object.assign(host, { lang, dir });
        panel.setAttribute("aria-label", heading);
        shut.textContent = closing;
        words.textContent = chip.textContent = count;
        panel.classList.toggle("bad", errors > 0);
        chip.classList.toggle("bad", errors > 0);
        if (report && !host.isConnected) document.body.append(host);
        toggle(!wasClosed && (errors > 0 || (wasOpen && warnings > 0)));
      },
    };
  })();

  // Browsers open six connections to one server: a page that nobody sees leaves its own to others.
  let events = null;
  const listen = () => {
    events?.close();
    events = null;
    if (document.hidden) return;
    events = new EventSource(at("events"));
    events.addEventListener("hello", update);
    events.addEventListener("change", update);
  };

  restore();
  listen();
  document.addEventListener("visibilitychange", listen);
})();
