// Every text of the portal, in the language of the reader. A catalogue is a chunk of its own: only one is fetched.
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import type { Bilingual } from "../api/types";
import type { Language } from "../lib/format";
import type { en } from "./en";

export type Key = keyof typeof en;
export type Catalogue = Record<Key, string>;
export type Values = Record<string, string | number>;

export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return language === "en" ? (await import("./en")).en : (await import("./zh")).zh;
}

export function startLanguage(): Language {
  return document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
}

// "{name}" is replaced by its value; with a value `n` of 1, "key.one" is taken where there is one.
export function fill(catalogue: Catalogue, key: Key, values: Values = {}): string {
  const one = values["n"] === 1 ? catalogue[`${key}.one` as Key] : undefined;
  return (one ?? catalogue[key]).replaceAll(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

interface Texts {
  language: Language;
  change: (language: Language) => void;
  t: (key: Key, values?: Values) => string;
  // A text that only some values have: status and kinds that come from the server. Falls back to the value itself.
  name: (prefix: string, value: string) => string;
  // Nothing where there is no text.
  pick: (text: Bilingual | null | undefined) => string;
}

const Context = createContext<Texts | undefined>(undefined);

export function TextProvider(props: { language: Language; catalogue: Catalogue; children: ReactNode }) {
  const [{ language, catalogue }, set] = useState({ language: props.language, catalogue: props.catalogue });
  const texts = useMemo<Texts>(
    () => ({
      language,
      change: (next) => {
        remember(next); // before the catalogue comes: whoever leaves the page meanwhile has chosen too
        void loadCatalogue(next).then((loaded) => {
          document.documentElement.lang = next;
          set({ language: next, catalogue: loaded });
        });
      },
      t: (key, values) => fill(catalogue, key, values),
      name: (prefix, value) => catalogue[`${prefix}.${value}` as Key] ?? value.replaceAll("_", " "),
      pick: (text) => (language === "en" ? text?.en || text?.zh : text?.zh || text?.en) ?? "",
    }),
    [language, catalogue],
  );
  return <Context value={texts}>{props.children}</Context>;
}

function remember(language: Language): void {
  try {
    localStorage.setItem("scrip.language", language);
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

export function useText(): Texts {
  const texts = useContext(Context);
  if (!texts) throw new Error("useText outside of TextProvider");
  return texts;
}
