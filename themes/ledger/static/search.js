// What the pages of credentials say: Pagefind finds it. The filters are those of the list. The best comes first,
// or the oldest where the list is in that order.
const MOST = 10;
const STYLES = `
  .found li { padding-block: .875rem; border-block-end: 1px solid var(--hairline); }
  .found h3 { font-size: 1.25rem; }
  .found p { max-inline-size: 66ch; margin-block-start: .375rem; font-size: .9375rem; color: var(--muted); }
  .found p::before, .found p::after { content: " … "; }
  .found mark { border: 0; padding: 0; font-weight: 600; color: var(--text); }
`;

const make = (name, properties) => Object.assign(document.createElement(name), properties);

export const open = async (q, register) => {
  const index = new URL(q.dataset.index, location);
  const root = new URL("..", index);
  const pagefind = await import(index);
  await pagefind.options({ baseUrl: root.pathname, excerptLength: 30 });
  await pagefind.init();

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  document.adoptedStyleSheets.push(sheet);
  const section = make("section", { className: "entries", hidden: true });
  section.setAttribute("aria-labelledby", "list--texts");
  const list = make("ol", { className: "found" });
  const further = make("button", { type: "button", lang: "en", textContent: "Show more" });
  const more = make("p", { className: "more" });
  more.append(further);
  section.append(make("h2", { id: "list--texts", lang: "en", textContent: "In their texts" }), list, more);
  register.after(section);
  const jump = make("a", { href: "#list--texts", lang: "en", textContent: "Go to the texts", hidden: true });
  document.getElementById("list--count").after(" ", jump);
  document.getElementById("list--hint").textContent += " What the pages say is found below it.";

  const path = (url) => new URL(url, location).pathname.replace(/index\.html$/, "");
  const rows = new Map([...register.querySelectorAll(":is(h3, h4) a")].map((link) => [path(link.href), link.closest("[data-keys]")]));

  let turn = 0;
  let waiting = [];
  let within;
  // Show the next pages whose rows are within the filters; the link of the first.
  const show = async () => {
    const mine = turn;
    const lines = [];
    while (waiting.length && lines.length < MOST) {
      const found = await Promise.all(waiting.splice(0, MOST - lines.length).map((result) => result.data()));
      if (mine !== turn) return;
      for (const { url, meta, excerpt } of found) {
        const row = rows.get(path(url));
        if (within && !(row && within(row))) continue;
        const line = make("li");
        const title = make("h3");
        title.append(make("a", { href: url, textContent: meta.title }));
        line.append(title, make("p", { innerHTML: excerpt }));
        lines.push(line);
      }
    }
    list.append(...lines);
    more.hidden = !waiting.length;
    return lines[0]?.querySelector("a");
  };
  further.addEventListener("click", async () => (await show())?.focus());

  // What is to be said of what was found; nothing too where somebody has typed on meanwhile.
  return async (text, order, filter) => {
    const mine = ++turn;
    const sort = { oldest: { since: "asc" } }[order];
    const { results } = text ? await pagefind.search(text, { sort }) : { results: [] };
    if (mine !== turn) return;
    waiting = [...results];
    within = filter;
    list.replaceChildren();
    await show();
    if (mine !== turn) return;
    const shown = list.children.length;
    section.hidden = !shown;
    jump.hidden = !shown || register.hidden;
    const number = within ? shown : results.length;
    return shown && `found in ${number}${within && waiting.length ? " or more" : ""} text${number > 1 ? "s" : ""}`;
  };
};
