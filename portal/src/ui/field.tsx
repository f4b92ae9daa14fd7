// Form fields: a label above, a hint and what is wrong below it, all tied together for a screen reader.
import { useId, type ComponentProps, type ReactNode } from "react";
import { useText } from "../text/text";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  wrong?: string | undefined;
  optional?: boolean;
}

interface Ties {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function useTies({ hint, wrong }: FieldProps): Ties & { hintId: string; wrongId: string } {
  const id = useId();
  const hintId = `${id}-hint`;
  const wrongId = `${id}-wrong`;
  const described = [hint && hintId, wrong && wrongId].filter(Boolean).join(" ");
  return { id, hintId, wrongId, "aria-describedby": described || undefined, "aria-invalid": wrong ? true : undefined };
}

function Label(props: { field: FieldProps; htmlFor?: string }) {
  const { t } = useText();
  const text = (
    <>
      {props.field.label}
      {props.field.optional && <span className="soft"> ({t("field.optional")})</span>}
    </>
  );
  return props.htmlFor ? <label htmlFor={props.htmlFor}>{text}</label> : <legend>{text}</legend>;
}

function Notes(props: { field: FieldProps; hintId: string; wrongId: string }) {
  const { hint, wrong } = props.field;
  return (
    <>
      {hint && (
        <div className="hint" id={props.hintId}>
          {hint}
        </div>
      )}
      {wrong && (
        <div className="wrong" id={props.wrongId}>
          {wrong}
        </div>
      )}
    </>
  );
}

type InputProps = FieldProps & {
  value: string;
  onValue: (value: string) => void;
  unit?: string;
} & Omit<ComponentProps<"input">, "value" | "onChange" | "className" | "id">;

export function TextField({ label, hint, wrong, optional = false, value, onValue, unit, ...rest }: InputProps) {
  const field = { label, hint, wrong, optional };
  const { hintId, wrongId, ...ties } = useTies(field);
  const input = (
    <input
      {...rest}
      {...ties}
      className={unit ? "input number" : "input"}
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  );
  return (
    <div className="field">
      <Label field={field} htmlFor={ties.id} />
      <Notes field={field} hintId={hintId} wrongId={wrongId} />
      {unit ? (
        <div className="with-unit">
          {input}
          <span>{unit}</span>
        </div>
      ) : (
        input
      )}
    </div>
  );
}

// `code`: a file's text, in letters of one width and lines that do not wrap.
type AreaProps = FieldProps & { value: string; onValue: (value: string) => void; rows?: number; code?: boolean };

export function TextArea({ value, onValue, rows = 4, code = false, ...field }: AreaProps) {
  const { hintId, wrongId, ...ties } = useTies(field);
  return (
    <div className="field">
      <Label field={field} htmlFor={ties.id} />
      <Notes field={field} hintId={hintId} wrongId={wrongId} />
      <textarea
        {...ties}
        className={code ? "input code" : "input"}
        spellCheck={!code}
        rows={rows}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    </div>
  );
}

export interface Choice {
  value: string;
  label: string;
}

type SelectProps = FieldProps & { value: string; onValue: (value: string) => void; choices: readonly Choice[] };

export function Select({ value, onValue, choices, ...field }: SelectProps) {
  const { hintId, wrongId, ...ties } = useTies(field);
  return (
    <div className="field">
      <Label field={field} htmlFor={ties.id} />
      <Notes field={field} hintId={hintId} wrongId={wrongId} />
      <select {...ties} className="input" value={value} onChange={(event) => onValue(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

type ChoicesProps = FieldProps & {
  choices: readonly Choice[];
  values: readonly string[];
  onValues: (values: string[]) => void;
  many?: boolean;
};

// One of several (radio buttons), or any number of them (check boxes).
export function Choices({ choices, values, onValues, many = false, ...field }: ChoicesProps) {
  const { id, hintId, wrongId, ...ties } = useTies(field);
  const toggle = (value: string) => {
    if (!many) onValues([value]);
    else onValues(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  };
  return (
    <fieldset className="field" aria-describedby={ties["aria-describedby"]}>
      <Label field={field} />
      <Notes field={field} hintId={hintId} wrongId={wrongId} />
      <div className="choices">
        {choices.map((choice) => (
          <label key={choice.value} className="choice">
            <input
              type={many ? "checkbox" : "radio"}
              name={id}
              checked={values.includes(choice.value)}
              onChange={() => toggle(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
