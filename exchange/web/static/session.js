// Two minutes before the session ends, a dialog asks whether somebody is still there; going on calls the hub once.
(() => {
  const dialog = document.getElementById("still-there");
  if (!dialog) return;
  const ask = (seconds) => setTimeout(() => dialog.showModal(), Math.max(0, seconds - 120) * 1000);
  ask(Number(dialog.dataset.ends));
  dialog.addEventListener("close", async () => {
    const answer = await fetch("/sitzung", { credentials: "same-origin", cache: "no-store", redirect: "manual" });
    if (answer.ok) ask(Number(await answer.text()));
    else location.reload();
  });
})();
