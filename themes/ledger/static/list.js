// The list of credentials: facets, text, order and view; all of it kept in the address.
(() => {
  const all = document.getElementById("list--all");
  const form = all.querySelector(".tools");
  const register = all.querySelector(".register");
  const count = document.getElementById("list--count");
  const none = document.getElementById("list--none");
  const clear = document.getElementById("list--clear");
  const { q, sort } = form.elements;
  const wide = matchMedia("(width >= 60rem)");

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

  const keys = new Map(boxes.map(({ box, key, label }) => [`${box.name} ${label}`, key]));
  const read = (element, order) => {
    const state = element.querySelector(".state");
    const used = element.querySelector(".line > .words")?.firstChild;
    const more = used?.nextElementSibling?.hidden ? used.nextElementSibling.textContent : "";
    const terms = used ? (used.textContent + more).replace(/[\u2068\u2069]/g, "").trim().split(" · ").map((term) => keys.get(`technology ${term}`)) : [];
    return {
      element,
      order,
      undated: !element.querySelector(".line time"),
      home: element.parentNode,
      keys: new Set([`status:${state.dataset.state}`, element.closest(".year").firstElementChild.id.replace("y", "year:"), ...element.dataset.keys.split("|"), ...terms]),
      words: fold(`${element.textContent} ${element.dataset.keys}`),
      hours: +element.querySelector(".hours")?.textContent.match(/[\d.]+(?= h)/) || 0,
      until: (state.dataset.state !== "expired" && state.dataset.until) || "9999",
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

  const rail = all.querySelector(".rail");
  const fit = () => (rail.open = wide.matches);
  fit();
  wide.addEventListener("change", fit);
  rail.classList.add("ready");

  const flat = document.createElement("section");
  flat.innerHTML = "<h2 class=unseen lang=en>All years</h2><ol class=rows></ol>";

  const arrange = (order, view) => {
    const grouped = order === "newest" && view === "rows";
    if (grouped && !flat.isConnected) return;
    lined = orders[order] ? [...items()].sort(orders[order]) : items();
    for (const item of lined) (grouped ? item.home : flat.lastChild).append(item.element);
    if (grouped) flat.remove();
    else register.append(flat);
    all.classList.toggle("flat", !grouped);
    all.classList.toggle("grid", view === "grid");
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

  const years = [...register.querySelectorAll(".year")];
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
    for (const year of years) set(year, "hidden", !filled.has(year.lastElementChild));
    const narrow = ticked.length || words.length;
    clear.hidden = !narrow;
    set(none, "hidden", shown > 0);
    set(register, "hidden", !shown);
    document.getElementById("list--terms").textContent = [...ticked.map(({ label }) => label), ...(words.length ? [`“${q.value.trim()}”`] : [])].join(", ");
    const total = count.dataset.total;
    const message = narrow ? `${shown} of ${total} entries` : `${total} entries`;
    say(message, shown ? wait : 0);
    const within = (row) => !missing(items().find(({ element }) => element === row)).length;
    texts?.(words.length ? q.value.trim() : "", sort.value, ticked.length && within).then((found) => {
      if (!found) return;
      none.hidden = true;
      say(`${message}, ${found}`, wait);
    });
  };

  const view = () => form.elements.view.value;
  const remember = () => {
    const state = new URLSearchParams();
    if (q.value.trim()) state.append("q", q.value.trim());
    for (const { box } of boxes) if (box.checked) state.append(box.name, box.value);
    if (sort.value !== "newest") state.append("sort", sort.value);
    if (view() !== "rows") state.append("view", view());
    try {
      history.replaceState(null, "", (`${state}` ? "?" + state : location.pathname) + location.hash);
    } catch { /* some browsers forbid it for files */ }
  };
  const restore = () => {
    const state = new URLSearchParams(location.search);
    q.value = state.get("q") || "";
    for (const { box } of boxes) {
      box.checked = state.getAll(box.name).includes(box.value);
      if (box.checked) box.closest("fieldset").querySelector("details")?.setAttribute("open", "");
    }
    sort.value = orders[state.get("sort")] ? state.get("sort") : "newest";
    form.elements.view.value = state.get("view") === "grid" ? "grid" : "rows";
    arrange(sort.value, view());
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
    if (form.contains(target)) arrange(sort.value, view());
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
