// Sends what a person does with an alert to the alerts service. The key is kept in this browser's
// session only; a command keeps its Idempotency-Key until it is answered, so that sending again is safe.
"use strict";

const KEPT = "chitieu.key";
const AWAY = "Không gửi được: dịch vụ cảnh báo không trả lời. Hãy thử gửi lại.";
const root = document.getElementById("handle");
const key = document.getElementById("key");
const speaks = document.getElementById("speaks");

function tell(id, words) {
  for (const name of ["handle-told", "handle-refused"]) {
    const place = document.getElementById(name);
    place.hidden = name !== id;
    place.textContent = name === id ? words : "";
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function content(form) {
  const said = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    const value = field.value.replace(/\s+/g, " ").trim() || field.dataset.empty || "";
    if (value) said[field.name] = value;
  }
  return JSON.stringify(said);
}

async function send(form) {
  if (!key.reportValidity()) return;
  const body = content(form);
  if (form.dataset.sent !== body) {
    form.dataset.sent = body;
    form.dataset.id = newId();
  }
  sessionStorage.setItem(KEPT, key.value.trim());
  const agency = speaks.value.trim();
  const query = agency ? "?agency=" + encodeURIComponent(agency) : "";
  const answer = await fetch(root.dataset.url + form.dataset.command + query, {
    method: "POST",
    credentials: "omit",
    headers: {
      "authorization": "Bearer " + key.value.trim(),
      "content-type": "application/json",
      "idempotency-key": form.dataset.id,
      "if-match": '"' + root.dataset.seq + '"',
    },
    body: body,
  });
  const told = await answer.json();
  if (!answer.ok) {
    tell("handle-refused", told.detail);
    return;
  }
  tell("handle-told", told.words.vi);
  root.dataset.seq = String(told.seq);
  location.reload();
}

if (root) {
  root.hidden = false;
  key.value = sessionStorage.getItem(KEPT) || "";
  document.getElementById("handle-key").addEventListener("submit", (event) => event.preventDefault());
  for (const form of root.querySelectorAll("form[data-command]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      try {
        await send(form);
      } catch {
        tell("handle-refused", AWAY);
      } finally {
        button.disabled = false;
      }
    });
  }
}
