// Outcomes of a check, in words.
import type { ReactNode } from "react";
import { useText } from "../../text/text";
import { Alert, CheckCircle, CrossCircle } from "../../ui/icons";
import type { SignatureState } from "./verify";

export function Verdict(props: { good: boolean; title: string; lead: ReactNode }) {
  return (
    <div className={`message ${props.good ? "good" : "bad"}`}>
      {props.good ? <CheckCircle /> : <CrossCircle />}
      <strong>{props.title}</strong>
      <p>{props.lead}</p>
    </div>
  );
}

// The key comes from the same server as the signature: whoever wants to be sure compares it with the one published
// elsewhere, and is told so.
export function SignatureVerdict(props: { signature: SignatureState; publicKey: string }) {
  const { t } = useText();
  const { signature, publicKey } = props;
  if (signature === "unknown_algorithm")
    return (
      <div className="message warn">
        <Alert />
        <strong>{t("signature.unknown_algorithm")}</strong>
        <p>{t("signature.unknown_algorithm_lead")}</p>
      </div>
    );
  return (
    <Verdict
      good={signature === "good"}
      title={t(`signature.${signature}`)}
      lead={
        <>
          {t(signature === "good" ? "signature.good_lead" : "signature.bad_lead")} <code>{publicKey}</code>
        </>
      }
    />
  );
}
