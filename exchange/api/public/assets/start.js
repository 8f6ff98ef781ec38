// Puts Redoc in the place of the plain list, in the reader's colours. Where a browser does not run it, the list stays.
"use strict";
(() => {
  const plain = document.getElementById("plain");
  const place = document.getElementById("redoc");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const colors = dark
    ? {
        primary: { main: "#8fc1ff" },
        success: { main: "#7fd6a0" },
        warning: { main: "#ffcf70" },
        error: { main: "#ff9d94" },
        text: { primary: "#e9edf2", secondary: "#c3cbd5" },
        border: { dark: "#5b6673", light: "#39424d" },
        gray: { 50: "#1b2129", 100: "#242c36" },
        responses: {
          success: { color: "#7fd6a0", backgroundColor: "#16291e" },
          error: { color: "#ff9d94", backgroundColor: "#2d1917" },
          redirect: { color: "#ffcf70", backgroundColor: "#2b2413" },
          info: { color: "#8fc1ff", backgroundColor: "#14233a" },
        },
      }
    : { primary: { main: "#0b4f8a" } };
  const theme = {
    colors,
    typography: {
      fontFamily: "system-ui, sans-serif",
      headings: { fontFamily: "system-ui, sans-serif" },
      code: dark ? { color: "#ffb4ab", backgroundColor: "#242c36" } : {},
    },
    sidebar: dark ? { backgroundColor: "#161b22", textColor: "#e9edf2" } : {},
    schema: dark
      ? { linesColor: "#5b6673", typeNameColor: "#c3cbd5", typeTitleColor: "#c3cbd5", nestedBackground: "#1b2129" }
      : {},
    rightPanel: { backgroundColor: "#1d2630" },
  };
  // No search: its index runs in a worker made of text, which the page's policy does not allow.
  const options = { disableSearch: true, hideDownloadButton: false, hideLoading: true, nativeScrollbars: true, theme };
  const shown = (error) => {
    if (!error) plain.hidden = true;
  };
  if (window.Redoc && !matchMedia("print").matches) window.Redoc.init(place.dataset.document, options, place, shown);
})();
