// Passkeys: asks the hub what to ask the device, and hands its answer back in a form; without it the passphrase remains.
(() => {
  const able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  const post = (path, fields) =>
    fetch(path, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", cache: "no-store" });
  const answer = async (part, token) => {
    const asked = await post(part.dataset.ask, { token });
    if (!asked.ok) throw new Error(String(asked.status));
    const options = await asked.json();
    const credential = part.dataset.passkey === "new"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    return JSON.stringify(credential.toJSON());
  };
  const confirmed = (part) => {
    // The session is fresh now, for every form of the page.
    for (const one of document.querySelectorAll('[data-typed], [data-press="confirm"]')) one.remove();
    const done = part.querySelector("[data-done]");
    done.hidden = false;
    done.focus();
  };
  const ways = {
    new: (part, form, said) => { form.elements.answer.value = said; form.submit(); },
    who: (part, form, said) => { form.elements.answer.value = said; form.submit(); },
    confirm: async (part, form, said) => {
      const taken = await post(part.dataset.to, { token: form.elements.token.value, answer: said });
      if (!taken.ok) throw new Error(String(taken.status));
      confirmed(part);
    },
  };
  for (const plain of document.querySelectorAll("[data-plain]")) plain.hidden = true;
  for (const part of document.querySelectorAll("[data-passkey]")) {
    const here = able && location.hostname === part.dataset.place;
    const shown = here ? part : part.parentElement.querySelector("[data-elsewhere]");
    if (shown) shown.hidden = false;
    if (!here) continue;
    const form = part.closest("form");
    const kind = part.dataset.passkey;
    const [button, failed] = ["press", "failed"].map((one) => part.querySelector(`[data-${one}="${kind}"]`));
    if (kind !== "confirm") {
      // Who presses Enter means the button.
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        button.click();
      });
    }
    button.addEventListener("click", async () => {
      failed.hidden = true;
      if (kind === "new" && !form.reportValidity()) return;
      try {
        await ways[kind](part, form, await answer(part, form.elements.token.value));
      } catch {
        failed.hidden = false;
        failed.focus();
      }
    });
  }
})();
