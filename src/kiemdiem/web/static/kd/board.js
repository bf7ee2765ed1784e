// The quota board: each move is re-checked by the server, the verdict is said politely, and nothing is written.
(function () {
  "use strict";
  const form = document.getElementById("bang");
  const table = document.getElementById("ten");
  if (!form || !table) return;
  const said = document.getElementById("noi");
  const SHORT = {};
  table.querySelectorAll("thead th.kd-rung").forEach(function (head, n) { SHORT[4 - n] = head.textContent; });
  let timer = null, asked = 0;

  function chosen(row) {
    const radio = row.querySelector("input[type=radio]:checked");
    return radio ? radio.value : "";
  }

  function moves() {
    const found = new Map();
    form.querySelector("[data-moves]").value.split(",").forEach(function (each) {
      const parts = each.split(":");
      if (parts.length === 2) found.set(parts[0], parts[1]);
    });
    table.querySelectorAll("tr[data-pk]").forEach(function (row) {
      const level = chosen(row);
      if (level && level !== row.dataset.start) found.set(row.dataset.pk, level); else found.delete(row.dataset.pk);
    });
    return Array.from(found, function (move) { return move.join(":"); }).join(",");
  }

  function mark() {
    const wrong = new Set(form.querySelector("[data-wrong]").value.split(" "));
    table.querySelectorAll("tr[data-pk]").forEach(function (row) {
      const above = wrong.has(row.dataset.pk), tried = chosen(row) !== row.dataset.start;
      row.className = above ? "kd-wrong" : tried ? "kd-tried" : "";
      row.querySelector("[data-above]").hidden = !above;
      row.querySelector("[data-tried]").hidden = !tried;
      if (tried) row.querySelector("[data-to]").textContent = SHORT[chosen(row)] || "";
    });
  }

  function check() {
    const body = new FormData(), turn = ++asked;
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("thu", moves());
    ["goc", "nhom", "du-thao", "ground", "reason"].forEach(function (name) {
      if (form.elements[name]) body.set(name, form.elements[name].value);
    });
    body.set("manh", "1");
    fetch(form.action, { method: "POST", body: body }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      if (turn !== asked) return;  // a later move is on its way
      const parts = new DOMParser().parseFromString(text, "text/html");
      ["tren", "duoi"].forEach(function (name) {
        document.getElementById(name).replaceChildren(...parts.querySelector("[data-part=" + name + "]").childNodes);
      });
      mark();
      said.textContent = Array.from(form.querySelectorAll("[data-say]"), function (each) {
        return each.textContent.replace(/\s+/g, " ").trim();
      }).join(" ");
      document.dispatchEvent(new Event("kd:worked"));
    }).catch(function () {
      if (turn === asked) form.submit();  // the page itself says what is the matter
    });
  }

  table.addEventListener("change", function () {
    clearTimeout(timer);
    timer = setTimeout(check, 120);
    mark();
  });
  form.addEventListener("submit", function () {
    clearTimeout(timer);
    form.querySelector("[data-moves]").value = moves();
  });
  mark();
})();
