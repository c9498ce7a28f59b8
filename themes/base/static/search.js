/*
What the pages of credentials say: Pagefind finds it. `list.js` loads this file. The filters are those of the list. The best comes
first, or the oldest where the list is in that order. A page needs:

#list--texts       a hidden section with a heading, an `ol` for what is found, and a paragraph with a button that shows more;
                   `data-found` and `data-found-more` say in how many texts something was found, with {} for the number
a[href="#list--texts"]  a hidden link to it
*/
const MOST = 10;

const make = (name, properties) => Object.assign(document.createElement(name), properties);

export const open = async (q, register) => {
  const index = new URL(q.dataset.index, location);
  const root = new URL("..", index);
  const pagefind = await import(index);
  await pagefind.options({ baseUrl: root.pathname, excerptLength: 30 });
  await pagefind.init();

  const section = document.getElementById("list--texts");
  const list = section.querySelector("ol");
  const further = section.querySelector("button");
  const more = further.parentNode;
  const jump = document.querySelector("a[href='#list--texts']");

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
    const { found, foundMore } = section.dataset;
    return shown && (within && waiting.length ? foundMore : found).replace("{}", number);
  };
};
