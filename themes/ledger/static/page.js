// The colour scheme, the copying of numbers and addresses, and what has expired since the site was built.
(() => {
  const root = document.documentElement;
  for (const radio of document.querySelectorAll("[name=scheme]")) {
    radio.checked = radio.value === root.dataset.scheme;
    radio.addEventListener("change", () => {
      root.dataset.scheme = radio.value;
      try {
        localStorage.setItem("scheme", radio.value);
      } catch { /* it then holds for this page */ }
    });
  }

  for (const button of document.querySelectorAll(".copy")) {
    const words = button.innerHTML;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy || location.href.replace(/\/index\.html$/, "/"));
      button.textContent = "Copied";
      setTimeout(() => (button.innerHTML = words), 2000);
    });
  }

  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  for (const element of document.querySelectorAll("[data-until]")) {
    const state = element.matches(".state") ? element : element.querySelector(".state");
    if (element.dataset.until >= day || !/^(Valid until|Expires) /.test(state.textContent)) continue;
    element.dataset.state = "expired";
    state.textContent = state.textContent.replace(/^(Valid until|Expires)/, "Expired");
  }
})();
