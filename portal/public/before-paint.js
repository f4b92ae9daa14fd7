// Runs before the first paint, so that neither the theme nor the language flickers. A file and not an inline script:
// the content security policy allows none.
(function () {
  try {
    const theme = localStorage.getItem("scrip.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    const chosen = localStorage.getItem("scrip.language");
    const language = chosen || (navigator.languages || []).find((each) => /^(zh|en)\b/.test(each)) || "en";
    document.documentElement.lang = language.startsWith("zh") ? "zh-CN" : "en";
  } catch {
    // Storage may be forbidden: the system's theme and English are then what one gets.
  }
})();
