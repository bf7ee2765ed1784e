// The record of a meeting: one more row for a comment, everybody present; without a script there are empty rows.
(function () {
  "use strict";
  const add = document.querySelector("[data-add-comment]");
  const all = document.querySelector("[data-all-present]");

  function numbered(row, from, to) {
    row.dataset.comment = String(to);
    row.querySelector("legend").textContent = row.querySelector("legend").textContent.replace(String(from), String(to));
    row.querySelectorAll("label").forEach(function (label) { label.htmlFor = label.htmlFor.replace(/\d+$/, String(to)); });
    row.querySelectorAll("select, textarea").forEach(function (field) {
      field.id = field.name = field.name.replace(/\d+$/, String(to));
      field.value = "";
    });
  }

  if (add) {
    add.hidden = false;
    add.addEventListener("click", function () {
      const last = document.querySelector("[data-comments]").lastElementChild;
      const row = last.cloneNode(true);
      const number = Number(last.dataset.comment);
      numbered(row, number, number + 1);
      last.after(row);
      row.querySelector("select").focus();
    });
  }
  if (all) {
    all.hidden = false;
    all.addEventListener("click", function () {
      document.querySelectorAll("input[name^='vang-']").forEach(function (box) { box.checked = false; });
    });
  }
})();
