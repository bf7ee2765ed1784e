// A long form kept on this machine while it is filled in: a lost network, a closed tab or an ended session lose no word.
// [data-keep] names what is kept; [data-alive] is asked before sending; an address that ends in #da-ghi says it was taken.
(function () {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  const over = document.querySelector("[data-forget]");
  const key = form ? form.dataset.keep : over && over.dataset.forget;
  if (!key) return;
  const kept = document.getElementById("con-giu");
  const lost = document.getElementById("mat-mang");
  const HIDDEN = ["csrfmiddlewaretoken"];
  let passed = false, timer = null;

  function forget() {
    try { localStorage.removeItem(key); } catch (none) { /* nothing was kept */ }
  }

  if (location.hash === "#da-ghi" || !form) {
    forget();
    if (location.hash === "#da-ghi") history.replaceState(null, "", location.pathname + location.search);
    if (!form) return;
  }

  function fields() {
    const found = {};
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && HIDDEN.indexOf(name) < 0) found[name] = value;
    });
    return found;
  }

  function keep() {
    try { localStorage.setItem(key, JSON.stringify(fields())); } catch (full) { tell("offline"); }
  }

  function tell(why) {
    lost.hidden = false;
    lost.querySelector("[data-offline]").hidden = why !== "offline";
    lost.querySelector("[data-over]").hidden = why !== "over";
    lost.scrollIntoView({ block: "nearest" });
  }

  function changed() {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  }

  function put(name, value) {
    let found = Array.from(form.elements).filter(function (field) { return field.name === name; });
    if (!found.length) {
      document.dispatchEvent(new CustomEvent("kd:row-wanted", { detail: name }));
      found = Array.from(form.elements).filter(function (field) { return field.name === name; });
    }
    found.forEach(function (field) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === value;
      else if (found.length === 1) field.value = value;
    });
  }

  form.addEventListener("input", function (event) { if (!event.isComposing) changed(); });
  form.addEventListener("change", changed);
  form.addEventListener("compositionend", changed);
  window.addEventListener("pagehide", function () { if (timer) keep(); });
  document.addEventListener("kd:session-over", function (event) {
    keep();
    event.preventDefault();  // stay: what is being written may be finished here
    const back = encodeURIComponent(location.pathname + location.search);
    const box = document.getElementById("phien-lam-viec");
    lost.querySelector("a").setAttribute("href", box.dataset.signIn + "?vi=het-phien&next=" + back);
    tell("over");
  });
  form.addEventListener("submit", function (event) {
    if (passed) return;
    event.preventDefault();
    keep();
    const by = event.submitter;
    fetch(form.dataset.alive, { cache: "no-store" }).then(function () {
      passed = true;
      lost.hidden = true;
      form.requestSubmit(by);
    }).catch(function () { tell("offline"); });
  });
  window.addEventListener("pageshow", function () { passed = false; });
  window.addEventListener("online", function () { lost.hidden = lost.querySelector("[data-over]").hidden; });

  let before = null;
  try { before = JSON.parse(localStorage.getItem(key)); } catch (broken) { forget(); }
  const now = fields();
  const differs = before && Object.keys(before).some(function (name) {
    return name !== "goc" && name !== "base" && before[name] !== (now[name] || "");
  });
  if (!differs) {
    if (before) forget();
    return;
  }
  kept.hidden = false;
  kept.addEventListener("click", function (event) {
    const choice = event.target.dataset.kept;
    if (!choice) return;
    if (choice === "take") {
      form.querySelectorAll("input[type=checkbox]").forEach(function (field) { field.checked = false; });
      Object.keys(before).forEach(function (name) { put(name, before[name]); });
      keep();
    } else {
      forget();
    }
    kept.hidden = true;
  });
})();
