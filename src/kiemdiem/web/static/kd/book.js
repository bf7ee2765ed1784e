// The page that records from paper: one more row where rows may be added; without a script there are empty rows.
(function () {
  "use strict";

  function add(body) {
    const last = body.querySelector("tr[data-new]:last-child");
    const row = last.cloneNode(true);
    const from = last.dataset.new, to = String(Number(from) + 1);
    const renamed = function (text) { return text.replace("moi-" + from, "moi-" + to); };
    row.dataset.new = to;
    row.querySelectorAll("[data-number]").forEach(function (each) { each.textContent = to; });
    row.querySelectorAll("label").forEach(function (label) { label.htmlFor = renamed(label.htmlFor); });
    row.querySelectorAll(".kd-error, .kd-second").forEach(function (each) { each.remove(); });
    row.querySelectorAll("input, select, textarea").forEach(function (field) {
      field.id = renamed(field.id);
      field.name = renamed(field.name);
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.value = "";
    });
    last.after(row);
    return row;
  }

  document.querySelectorAll("[data-add-row]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      add(document.getElementById(button.dataset.addRow).querySelector("[data-rows]")).querySelector("select, textarea").focus();
    });
  });

  document.addEventListener("kd:row-wanted", function (event) {
    const found = /^o:([^:]+):moi-(\d+):/.exec(event.detail);
    const section = found && document.getElementById("trang-" + found[1]);
    const body = section && section.querySelector("[data-rows]");
    while (body && Number(body.querySelector("tr[data-new]:last-child").dataset.new) < Math.min(Number(found[2]), 200)) add(body);
  });
})();
