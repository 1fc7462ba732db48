"use strict";
// Sliders of the what-if move the number beside them, and follow it. Everything works without this file.
(() => {
  document.querySelectorAll("input[type=range][data-of]").forEach((slider) => {
    const box = document.getElementById(slider.dataset.of);
    slider.hidden = false;
    slider.addEventListener("input", () => { box.value = slider.value; });
    box.addEventListener("input", () => { slider.value = box.value; });
  });
})();
