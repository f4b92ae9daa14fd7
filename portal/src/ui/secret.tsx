// Something that is shown once: a first password, the token of a key.
import { useState } from "react";
import { useText } from "../text/text";
import { Button } from "./button";
import { Alert } from "./icons";

export function Secret(props: { title: string; secret: string }) {
  const { t } = useText();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(props.secret).then(() => setCopied(true));
  };
  return (
    <div className="message warn" role="status">
      <Alert />
      <strong>{props.title}</strong>
      <p>{t("secret.once")}</p>
      <div className="row">
        <code className="secret">{props.secret}</code>
        <Button small onClick={copy}>
          {t(copied ? "secret.copied" : "secret.copy")}
        </Button>
      </div>
    </div>
  );
}
