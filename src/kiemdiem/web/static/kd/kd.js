// What every page does with a script; without one the pages still work.
(function () {
  "use strict";
  document.documentElement.classList.add("kd-js");

  document.addEventListener("click", function (event) {
    const pressed = event.target.closest("[data-print], [data-toggle], [aria-disabled='true']");
    if (!pressed) return;
    if (pressed.hasAttribute("data-print")) {
      window.print();
    } else if (pressed.hasAttribute("data-toggle")) {
      const opened = document.getElementById(pressed.dataset.toggle).classList.toggle("kd-open");
      pressed.setAttribute("aria-expanded", String(opened));
    } else {
      event.preventDefault();
      const missing = document.getElementById(pressed.dataset.missing || "con-thieu");
      if (missing) missing.focus();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const opened = Array.from(document.querySelectorAll("details.kd-person[open]")).pop();
    if (!opened) return;
    opened.removeAttribute("open");
    opened.querySelector("summary").focus();
  });

  // Pressing twice sends once; coming back to the page makes the form usable again.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    if (!event.defaultPrevented) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  document.addEventListener("DOMContentLoaded", function () {
    const summary = document.querySelector("[data-takes-focus]");
    if (summary) summary.focus();
  });
})();
