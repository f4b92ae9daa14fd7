// Short news at the foot of the page, read aloud; some can be taken back for a few seconds.
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from "react";
import { useText } from "../text/text";
import { Button } from "./button";

interface Toast {
  id: number;
  text: string;
  undo?: (() => void) | undefined;
}

const SHOWN_MS = 7000;

const Context = createContext<(text: string, undo?: () => void) => void>(() => undefined);

export function useToast(): (text: string, undo?: () => void) => void {
  return useContext(Context);
}

export function ToastProvider(props: { children: ReactNode }) {
  const { t } = useText();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(0);
  const drop = (id: number) => setToasts((all) => all.filter((each) => each.id !== id));
  const show = useCallback((text: string, undo?: () => void) => {
    const id = next.current++;
    setToasts((all) => [...all, { id, text, undo }]);
    setTimeout(() => drop(id), SHOWN_MS);
  }, []);
  return (
    <Context value={show}>
      {props.children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className="toast">
            <span>{toast.text}</span>
            {toast.undo && (
              <Button
                small
                onClick={() => {
                  toast.undo?.();
                  drop(toast.id);
                }}
              >
                {t("action.undo")}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Context>
  );
}
