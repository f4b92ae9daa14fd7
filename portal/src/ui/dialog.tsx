// A question before something that cannot be taken back. React Aria keeps the focus inside, closes on Escape and gives
// the focus back; it is fetched with the pages that ask questions, not with the first one.
import { useState, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useText } from "../text/text";
import { Button, type Look } from "./button";
import { TextArea, TextField } from "./field";
import { ProblemBox } from "./state";

interface AskProps {
  title: string;
  children?: ReactNode;
  confirm: string;
  look?: Look;
  // With a label: a reason must be given.
  reason?: string;
  // With a text: it must be typed, where a slip could not be taken back.
  typed?: string;
  busy: boolean;
  error: Error | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

export function Ask(props: AskProps) {
  const { t } = useText();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [typed, setTyped] = useState("");
  const notTyped = props.typed !== undefined && typed.trim() !== props.typed;
  const confirm = () => {
    if (props.reason && reason.trim() === "") setMissing(true);
    else props.onConfirm(reason.trim());
  };
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(open) => !open && props.onClose()}>
      <Modal className="dialog">
        <Dialog>
          <Heading slot="title" level={2}>
            {props.title}
          </Heading>
          {props.children}
          {props.reason && (
            <TextArea
              label={props.reason}
              value={reason}
              onValue={setReason}
              wrong={missing && reason.trim() === "" ? t("field.reason_missing") : undefined}
            />
          )}
          {props.typed !== undefined && (
            <TextField
              label={t("ask.typed", { text: props.typed })}
              value={typed}
              onValue={setTyped}
              autoComplete="off"
              autoCapitalize="none"
            />
          )}
          {props.error && <ProblemBox error={props.error} />}
          <div className="row">
            <Button look={props.look ?? "primary"} onClick={confirm} off={props.busy || notTyped}>
              {props.busy ? t("state.working") : props.confirm}
            </Button>
            <Button look="quiet" onClick={props.onClose}>
              {t("action.cancel")}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
