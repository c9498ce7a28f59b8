// Before the first paint: the controls that need scripts, the reader's colour scheme, and addresses without "index.html".
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  root.dataset.scheme = document.currentScript.dataset.scheme;
  try {
    root.dataset.scheme = localStorage.getItem("scheme") || root.dataset.scheme;
  } catch { /* storage is forbidden here */ }
  if (!location.protocol.startsWith("http")) return;
  const tidy = ({ target }) => {
    const link = target.closest?.("a[href*='index.html']");
    if (link?.origin === location.origin) link.href = link.href.replace(/\/index\.html(?=$|[?#])/, "/");
  };
  for (const type of ["pointerover", "focusin", "touchstart"]) addEventListener(type, tidy, { passive: true });
})();
