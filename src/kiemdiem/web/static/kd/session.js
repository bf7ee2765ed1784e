// Tells before the session ends and keeps it when asked; web/signin/session.py says what counts as work.
(function () {
  "use strict";
  const box = document.getElementById("phien-lam-viec");
  const idle = Number(box.dataset.idle) * 1000;
  const warned = Number(box.dataset.warned) * 60000;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("kd-session") : null;
  const LATER = 2000; // the server's clock began a little earlier than ours
  let last = Date.now();

  function heard() {
    last = Date.now();
    box.hidden = true;
  }

  function worked() {
    heard();
    if (tabs) tabs.postMessage("worked");
  }

  function over() {
    clearInterval(clock);
    if (!document.dispatchEvent(new CustomEvent("kd:session-over", { cancelable: true }))) return;
    const back = encodeURIComponent(location.pathname + location.search);
    location.assign(box.dataset.signIn + "?vi=het-phien&next=" + back);
  }

  function look() {
    const left = last + idle - Date.now();
    if (left < -LATER) over();
    else if (left <= warned) box.hidden = false;
  }

  const clock = setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("kd:worked", worked);
  document.addEventListener("htmx:afterRequest", function (event) {
    const sent = event.detail.requestConfig.headers;
    if (event.detail.successful && sent["X-Background"] !== "1") worked();
  });
  if (tabs) {
    tabs.addEventListener("message", heard);
    tabs.postMessage("worked"); // opening this page was work
  }

  box.querySelector("form").addEventListener("submit", function (event) {
    event.preventDefault();
    const form = event.target;
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } })
      .then(function (answer) { if (answer.status === 204) worked(); else over(); })
      .catch(look); // no network: the notice stays, to be pressed again
  });
})();
