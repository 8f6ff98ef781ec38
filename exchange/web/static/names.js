// Where others see the screen, names go at once, without another page; the hub is told, so that the next has none.
(() => {
  const link = document.querySelector("[data-names]");
  const names = [...document.querySelectorAll("[data-name]")];
  if (!link || !names.length) return;
  const swap = (one, attribute) => {
    [one.textContent, one.dataset[attribute]] = [one.dataset[attribute], one.textContent];
  };
  let hidden = false;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    hidden = !hidden;
    for (const name of names) swap(name, "name");
    swap(link, "names");
    fetch(`?namen=${hidden ? "aus" : "an"}`, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
  });
})();
