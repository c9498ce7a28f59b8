// In the head, so that the scheme is set before the first paint: the controls that need scripts, the reader's colour scheme,
// addresses without "index.html". Once the page is there: the copying of numbers and addresses, and what has expired since.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    root.dataset.scheme = localStorage.getItem("scheme") || root.dataset.scheme;
  } catch { /* storage is forbidden here */ }

  if (location.protocol.startsWith("http")) {
    const tidy = ({ target }) => {
      const link = target.closest?.("a[href*='index.html']");
      if (link?.origin === location.origin) link.href = link.href.replace(/\/index\.html(?=$|[?#])/, "/");
    };
    for (const type of ["pointerover", "focusin", "touchstart"]) addEventListener(type, tidy, { passive: true });
  }

  document.addEventListener("readystatechange", () => {
    for (const radio of document.querySelectorAll("[name=scheme]")) {
      radio.checked = radio.value === root.dataset.scheme;
      radio.addEventListener("change", () => {
        root.dataset.scheme = radio.value;
        try {
          localStorage.setItem("scheme", radio.value);
        } catch { /* it then holds for this page */ }
      });
    }

    const said = document.getElementById("sheet--said");
    for (const button of document.querySelectorAll(".copy")) {
      const words = button.textContent;
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async (event) => {
        event.preventDefault();
        await navigator.clipboard.writeText(button.dataset.copy || location.href.replace(/\/index\.html$/, "/"));
        button.textContent = said.textContent = said.dataset.words;
        setTimeout(() => {
          button.textContent = words;
          said.textContent = "";
        }, 2000);
      });
    }

    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    for (const state of document.querySelectorAll("[data-until]")) {
      const date = state.querySelector("time");
      if (!date || state.dataset.until >= day) continue;
      state.dataset.state = "expired";
      (state.querySelector("bdi") || state).textContent = root.dataset.expired.replace("{}", date.textContent);
    }
  }, { once: true });
})();
