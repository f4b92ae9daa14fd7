// A new seed of a lottery, made in this browser: only its commitment is sent. Whoever draws has to have kept it.
import { useEffect, useState } from "react";
import { saveBytes } from "../api/client";
import { commitmentTo, newSeed } from "../lib/lot";
import { useText } from "../text/text";
import { Button } from "./button";
import { Alert } from "./icons";

interface SeedProps {
  name: string; // of the file it is kept in
  onCommitment: (commitment: string) => void; // once it is kept
}

export function NewSeed({ name, onCommitment }: SeedProps) {
  const { t } = useText();
  const [seed] = useState(newSeed);
  const [commitment, setCommitment] = useState("");
  const [kept, setKept] = useState(false);
  useEffect(() => void commitmentTo(seed).then(setCommitment), [seed]);
  const keep = () => {
    saveBytes(new Blob([`${seed}\n`], { type: "text/plain" }), `${name}.txt`);
    setKept(true);
    onCommitment(commitment);
  };
  return (
    <div className="message warn">
      <Alert />
      <strong>{t("seed.title")}</strong>
      <p>{t("seed.lead")}</p>
      <div className="row">
        <code className="secret">{seed}</code>
        <Button small onClick={keep} off={commitment === ""}>
          {t(kept ? "seed.kept" : "seed.keep")}
        </Button>
      </div>
      <p className="small soft">
        {t("seed.commitment")} <code>{commitment}</code>
      </p>
    </div>
  );
}
