/*
The list of credentials: facets, text, order and view; all of it kept in the address. A theme that loads this file needs:

#list--all         around everything
  form             with a field `q`, a select `sort`, and, for several views, radios `view`, of which the first is the usual one.
                   `q` with `data-shortcut` is where the key / goes; with `data-texts` and `data-index` it also searches the
                   texts: these are the addresses of `search.js` and of Pagefind (see there for the words that it needs).
                   The options `title` and `issuer` of `sort` have `data-ranks`: the rank of each entry, in their order.
  [data-facet]     the name of a facet, around its values: an `li` for each, which begins with a link or a span, and has the
                   number in `.n`. The key is that of `data-key`, or else the end of the link.
  [data-entries]   the entries, in sections with `data-group`: a year, or 0, and in it an `ol`
    li[data-keys]  an entry with its values: `status:valid|issuer:amazon`; with `data-hours` it has hours of study. In it,
                   `[data-state]` is its state, and `data-until` the last day of one that is valid.
  #list--count     says how many are shown, of `data-total`: in the words of `data-all` and, with {} for the number, `data-some`
  #list--none      is shown where nothing is left; #list--terms in it names what was asked for, with
                   `data-between` between the names and typed words in those of `data-quoted`
  #list--clear     the button that takes all filters off
  [data-shown]     its words say how many are shown, with {} for the number
*/
(() => {
  const all = document.getElementById("list--all");
  const form = all.querySelector("form");
  const register = all.querySelector("[data-entries]");
  const count = document.getElementById("list--count");
  const none = document.getElementById("list--none");
  const terms = document.getElementById("list--terms");
  const clear = document.getElementById("list--clear");
  const { q, sort, view } = form.elements;
  const usual = view?.[0].value;

  // Letters without their marks, in capitals, in which ß is SS; those that Unicode does not take apart; one apostrophe and one dash.
  const bases = { Æ: "AE", Œ: "OE", Ø: "O", Ł: "L", Đ: "D", Ð: "D", Þ: "TH", Ħ: "H" };
  const fold = (text) =>
    text
      .replace(/[’‘ʼ′´`]/g, "'")
      .replace(/[‐-―−]/g, "-")
      .replace(/\p{Cf}/gu, "")
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toUpperCase()
      .replace(/[ÆŒØŁĐÐÞĦ]/g, (letter) => bases[letter]);
  const set = (element, name, value) => element[name] !== value && (element[name] = value);

  // Each value of a facet becomes a box to tick; its key is the last part of its address, where it has one.
  const boxes = [...all.querySelectorAll("[data-facet] li")].map((line) => {
    const words = line.firstElementChild;
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.name = line.closest("[data-facet]").dataset.facet;
    box.value = words.dataset.key || words.hash.slice(2) || decodeURIComponent(words.pathname.split("/").at(-2));
    if (words.lang) label.lang = words.lang;
    label.append(box, words.textContent);
    words.replaceWith(label);
    return { box, line, key: box.name + ":" + box.value, label: words.textContent, number: line.querySelector(".n") };
  });

  const labels = new Map(boxes.map(({ key, label }) => [key, label]));
  const read = (element, order) => {
    const { keys, hours } = element.dataset;
    const { group } = element.closest("[data-group]").dataset;
    const state = element.querySelector("[data-state]").dataset;
    const over = state.state === "expired";
    const values = keys.split("|").filter((key) => !over || !key.startsWith("status:"));
    if (over) values.push("status:expired");
    return {
      element,
      order,
      undated: group === "0",
      home: element.parentNode,
      keys: new Set([...values, `year:${group}`]),
      words: fold([element.textContent, ...values, ...values.map((key) => labels.get(key))].join(" ")),
      hours: +hours || 0,
      until: (!over && state.until) || "9999",
    };
  };
  let known;
  let lined;
  const items = () => (known ??= lined = [...register.querySelectorAll("li[data-keys]")].map(read));
  (window.requestIdleCallback || setTimeout)(items);
  // The order of names is that of the pages: the language's rules need more than browsers have in common.
  const ranked = (name) => {
    let places;
    return (a, b) => {
      places ??= sort.querySelector(`[value=${name}]`).dataset.ranks.split(" ");
      return places[a.order] - places[b.order];
    };
  };
  const orders = {
    oldest: (a, b) => a.undated - b.undated || b.order - a.order,
    title: ranked("title"),
    issuer: ranked("issuer"),
    hours: (a, b) => b.hours - a.hours,
    expiring: (a, b) => (a.until > b.until) - (a.until < b.until),
  };

  const groups = [...register.querySelectorAll("[data-group]")];
  const flat = groups[0].cloneNode();
  flat.removeAttribute("aria-labelledby");
  flat.append(groups[0].querySelector("ol").cloneNode());

  const arrange = (order) => {
    const sorted = orders[order];
    if (!sorted && !flat.isConnected) return;
    lined = sorted ? [...items()].sort(sorted) : items();
    for (const item of lined) (sorted ? flat.lastChild : item.home).append(item.element);
    if (sorted) register.append(flat);
    else flat.remove();
    all.classList.toggle("flat", !!sorted);
  };

  let said;
  const say = (message, wait) => {
    clearTimeout(said);
    said = setTimeout(() => set(count, "textContent", message), wait);
  };

  // What is below the first screen is shown and hidden a little later, so that what is typed is seen at once.
  let later;
  const settle = (rows) => {
    for (const [element, hidden] of rows.splice(0, 150)) element.hidden = hidden;
    if (rows.length) later = setTimeout(settle, 30, rows);
  };

  // A search of what the pages say, where the site has one: it is loaded when the field is first used, and not from the disk.
  let texts;
  const load = async () => {
    if (texts || !q.dataset.texts || location.protocol === "file:") return;
    texts = async () => 0;
    texts = await (await import(new URL(q.dataset.texts, location))).open(q, register);
    if (q.value) apply();
  };
  q.addEventListener("focus", load);

  const apply = (wait = 0) => {
    const ticked = boxes.filter(({ box }) => box.checked);
    const facets = [...new Set(ticked.map(({ box }) => box.name))];
    const words = fold(q.value).split(/\s+/).filter(Boolean);
    const missing = (item) => facets.filter((name) => !ticked.some(({ box, key }) => box.name === name && item.keys.has(key)));
    const counts = new Map();
    const filled = new Set();
    const below = [];
    let shown = 0;
    items();
    clearTimeout(later);
    for (const item of lined) {
      const fits = words.every((word) => item.words.includes(word));
      const missed = fits ? missing(item) : facets;
      if (fits && missed.length < 2) {
        for (const key of item.keys) if (!missed.length || key.startsWith(missed[0] + ":")) counts.set(key, (counts.get(key) || 0) + 1);
      }
      const hit = fits && !missed.length;
      if (shown > 24 && item.element.hidden === hit) below.push([item.element, !hit]);
      else set(item.element, "hidden", !hit);
      if (hit) filled.add(item.home);
      shown += hit;
    }
    if (below.length) later = setTimeout(settle, 30, below);
    for (const { line, number, key } of boxes) {
      set(number.firstChild, "data", `${counts.get(key) || 0}`);
      line.toggleAttribute("data-none", !counts.has(key));
    }
    for (const group of groups) set(group, "hidden", !filled.has(group.lastElementChild));
    const narrow = ticked.length || words.length;
    clear.hidden = !narrow;
    set(none, "hidden", shown > 0);
    set(register, "hidden", !shown);
    const quoted = words.length ? [terms.dataset.quoted.replace("{}", () => q.value.trim())] : [];
    terms.textContent = [...ticked.map(({ label }) => label), ...quoted].join(terms.dataset.between);
    for (const button of all.querySelectorAll("[data-shown]")) button.textContent = button.dataset.shown.replace("{}", shown);
    const message = narrow ? count.dataset.some.replace("{}", shown) : count.dataset.all;
    say(message, shown ? wait : 0);
    const within = (row) => !missing(items().find(({ element }) => element === row)).length;
    texts?.(words.length ? q.value.trim() : "", sort.value, ticked.length && within).then((found) => {
      if (!found) return;
      none.hidden = true;
      say(message + terms.dataset.between + found, wait);
    });
  };

  const remember = () => {
    const state = new URLSearchParams();
    if (q.value.trim()) state.append("q", q.value.trim());
    for (const { box } of boxes) if (box.checked) state.append(box.name, box.value);
    if (orders[sort.value]) state.append("sort", sort.value);
    if (view && view.value !== usual) state.append("view", view.value);
    try {
      history.replaceState(null, "", (`${state}` ? "?" + state : location.pathname) + location.hash);
    } catch { /* some browsers forbid it for files */ }
  };
  const restore = () => {
    const state = new URLSearchParams(location.search);
    q.value = state.get("q") || "";
    for (const { box } of boxes) {
      box.checked = state.getAll(box.name).includes(box.value);
      if (box.checked) box.closest("[data-facet]").querySelector("details")?.setAttribute("open", "");
    }
    const order = state.get("sort");
    sort.value = orders[order] && sort.querySelector(`[value=${order}]`) ? order : sort.options[0].value;
    if (view) {
      view.value = state.get("view");
      view.value ||= usual;
    }
    arrange(sort.value);
    if (location.search) apply();
    if (q.value) load();
  };

  let typing;
  const update = (wait) => {
    apply(wait);
    remember();
  };
  q.addEventListener("input", () => {
    clearTimeout(typing);
    clearTimeout(said);
    typing = setTimeout(update, 100, 300);
  });
  all.addEventListener("change", ({ target }) => {
    if (target === q) return;
    if (target === sort) arrange(sort.value);
    update();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  q.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !q.value) return;
    q.value = "";
    update();
  });
  clear.addEventListener("click", () => {
    q.value = "";
    for (const { box } of boxes) box.checked = false;
    update();
    q.focus();
  });
  if ("shortcut" in q.dataset) {
    addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
      event.preventDefault();
      q.focus();
    });
  }
  addEventListener("popstate", () => {
    restore();
    apply();
  });
  restore();
})();
