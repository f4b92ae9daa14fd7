// The organisation that a member acts for; who is a member of several chooses one.
import { useState } from "react";
import { scopesOf, useSession } from "../../app/session";

export interface Organisation {
  key: string;
  name: string;
}

const STORED = "scrip.organisation";

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

export function useOrganisation(): { current: Organisation; all: Organisation[]; choose: (key: string) => void } {
  const all = scopesOf(useSession(), "company_member");
  const [chosen, setChosen] = useState(stored);
  const current = all.find((each) => each.key === chosen) ?? all[0] ?? { key: "", name: "" };
  const choose = (key: string) => {
    try {
      localStorage.setItem(STORED, key);
    } catch {
      // Without storage the choice holds until the page is left.
    }
    setChosen(key);
  };
  return { current, all, choose };
}
