// Shows a password when asked, and says when a Vietnamese keyboard is writing marks into it.
(function () {
  "use strict";
  document.querySelectorAll("input[data-password]").forEach(function (input) {
    const button = document.createElement("button");
    const hint = document.createElement("p");
    button.type = "button";
    button.className = "kd-plain";
    hint.className = "kd-hint";
    hint.setAttribute("role", "status");

    function label() {
      const hidden = input.type === "password";
      button.textContent = hidden ? input.dataset.show : input.dataset.hide;
      button.setAttribute("aria-pressed", String(!hidden));
    }
    button.addEventListener("click", function () {
      input.type = input.type === "password" ? "text" : "password";
      label();
    });
    input.addEventListener("input", function () {
      hint.textContent = /^[\x20-\x7e]*$/.test(input.value) ? "" : input.dataset.marks;
    });
    if (input.form) input.form.addEventListener("submit", function () { input.type = "password"; });
    label();
    input.after(button, hint);
  });
})();
