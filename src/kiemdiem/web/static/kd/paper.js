// The self-review page: saves while one writes, and keeps every word on this machine until the server has it.
(function () {
  "use strict";
  const form = document.getElementById("ban");
  if (!form) {  // handed in: nothing of it stays on this machine
    const over = document.querySelector("[data-forget]");
    try { localStorage.removeItem(over.dataset.forget); } catch (none) { /* nothing was kept */ }
    return;
  }
  const line = document.getElementById("luu");
  const conflict = document.getElementById("hai-ban");
  const kept = document.getElementById("con-giu");
  const WAIT = 2000;
  let timer = null, sending = false, dirty = false, stopped = false, leaving = false;

  function fields() {
    const found = {};
    new FormData(form).forEach(function (value, name) {
      if (/^(s|l|self|fault|item)-/.test(name)) found[name] = value;
    });
    return found;
  }

  function keep() {
    try { localStorage.setItem(form.dataset.key, JSON.stringify(fields())); } catch (full) { /* the server still has the last save */ }
  }

  function forget() {
    try { localStorage.removeItem(form.dataset.key); } catch (none) { /* nothing was kept */ }
  }

  function tell(sentence, state) {
    line.textContent = sentence;
    line.className = "kd-badge kd-" + state;
  }

  function save() {
    if (sending || stopped || leaving) return;
    sending = true;
    dirty = false;
    tell(line.dataset.saving, "doing");
    fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json().then(function (body) { return { status: answer.status, body: body }; }); })
      .then(function (got) {
        sending = false;
        if (got.status === 200) {
          form.elements.base.value = got.body.version;
          tell(got.body.sentence, "done");
          document.dispatchEvent(new Event("kd:worked"));
          if (dirty) later(); else forget();
        } else {
          tell(got.body.sentence, "late");
          if (got.status === 409) stop(got.body);
        }
      })
      .catch(function () {
        sending = false;
        dirty = true;
        tell(line.dataset.failed, "late");
        later(15000);
      });
  }

  function stop(body) {
    stopped = true;
    if (!body.compare) return;
    forget();  // the server keeps what was sent, beside
    conflict.querySelector("p").textContent = body.sentence;
    conflict.querySelector("a").setAttribute("href", body.compare);
    conflict.hidden = false;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait || WAIT);
  }

  function changed() {
    dirty = true;
    keep();
    later();
  }

  form.addEventListener("input", function (event) { if (!event.isComposing && event.target.name !== "secrecy") changed(); });
  form.addEventListener("compositionend", changed);
  form.addEventListener("submit", function () { leaving = true; clearTimeout(timer); });
  window.addEventListener("pageshow", function () { leaving = false; });
  document.addEventListener("kd:session-over", keep);
  document.addEventListener("visibilitychange", function () { if (document.hidden && dirty) save(); });
  window.addEventListener("online", function () { if (dirty) save(); });

  let before = null;
  try { before = JSON.parse(localStorage.getItem(form.dataset.key)); } catch (broken) { forget(); }
  const now = fields();
  if (before && Object.keys(before).some(function (name) { return before[name] !== (now[name] || ""); })) {
    kept.hidden = false;
    kept.addEventListener("click", function (event) {
      const choice = event.target.dataset.kept;
      if (!choice) return;
      if (choice === "take") {
        Object.keys(before).forEach(function (name) {
          const field = form.elements[name];
          if (field) field.value = before[name];
        });
        changed();
      } else {
        forget();
      }
      kept.hidden = true;
    });
  } else {
    forget();
  }
})();
