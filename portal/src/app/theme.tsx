// Light, dark, or as the system has it. public/before-paint.js sets the choice before the first paint.
import { useState } from "react";
import { useText } from "../text/text";
import { Moon, Sun } from "../ui/icons";

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen) return chosen === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

export function ThemeSwitch() {
  const { t } = useText();
  const [dark, setDark] = useState(isDark);
  const change = () => {
    const theme = dark ? "light" : "dark";
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem("scrip.theme", theme);
    } catch {
      // Without storage the choice holds until the page is left.
    }
    setDark(!dark);
  };
  const label = t(dark ? "frame.light" : "frame.dark");
  return (
    <button type="button" className="icon-button" onClick={change} aria-label={label} title={label}>
      {dark ? <Sun /> : <Moon />}
    </button>
  );
}

export function LanguageSwitch() {
  const { language, change } = useText();
  const chinese = language === "zh-CN";
  return (
    <button
      type="button"
      className="icon-button"
      lang={chinese ? "en" : "zh-CN"}
      onClick={() => change(chinese ? "en" : "zh-CN")}
    >
      {chinese ? "English" : "中文"}
    </button>
  );
}
