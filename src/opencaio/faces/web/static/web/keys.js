"use strict";
// Keyboard use: / finds, j and k walk the rows, [ and ] turn the page, ? lists the keys, Escape closes the menu or a why panel.
// Everything works without this file.
(() => {
  const isTyping = (target) => target.closest("input, textarea, select, dialog, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row] a[data-open], [data-row]:not(:has(a[data-open])) a")];
  const walk = (step) => {
    const links = rows();
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const follow = (rel) => document.querySelector(`a[rel="${rel}"]`)?.click();
  const openKeys = () => document.getElementById("keys")?.showModal();
  const closeWhy = () => {
    const open = document.querySelector(".menu[open]") ?? document.querySelector(".why[open]");
    if (!open) return;
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  };
  const find = () => document.getElementById("filter-q") ?? document.getElementById("find");
  const keys = {
    "/": () => { const box = find(); box?.focus(); box?.select(); },
    j: () => walk(1),
    k: () => walk(-1),
    "[": () => follow("prev"),
    "]": () => follow("next"),
    "?": openKeys,
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeWhy();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  // How many rows are picked, and all of them at once.
  const count = () => {
    const picked = document.querySelectorAll("input[name=pick]:checked").length;
    document.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = picked; });
    document.querySelectorAll("tr[data-row]").forEach((row) => {
      row.classList.toggle("sel", Boolean(row.querySelector("input[name=pick]:checked")));
    });
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      document.querySelectorAll("input[name=pick]").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("input[name=pick], [data-pick-all]")) count();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
