// What stands where data is not there yet, is not there at all, or could not be had.
import type { ReactNode } from "react";
import { ProblemError } from "../api/client";
import type { Problem } from "../api/types";
import { useText } from "../text/text";
import { Button } from "./button";
import { Alert } from "./icons";

const WIDTHS = ["long", "middle", "long", "short"] as const;

export function Skeleton(props: { lines?: number }) {
  const { t } = useText();
  return (
    <div className="stack" role="status">
      <span className="visually-hidden">{t("state.loading")}</span>
      {Array.from({ length: props.lines ?? 4 }, (_, index) => (
        <div key={index} className={`skeleton ${WIDTHS[index % WIDTHS.length]}`} aria-hidden="true" />
      ))}
    </div>
  );
}

export function Empty(props: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{props.title}</strong>
      {props.children}
    </div>
  );
}

// A problem: what it is, where, and what to do about it.
export function ProblemBox(props: { error: Error; again?: (() => void) | undefined }) {
  const { t, pick } = useText();
  const problem = problemOf(props.error);
  return (
    <div className="message bad" role="alert">
      <Alert />
      <strong>{headline(problem, t)}</strong>
      {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
      <ProblemPlace problem={problem} />
      <p className="soft">{t(`remedy.${problem.remedy}`)}</p>
      {problem.problems?.map((each) => (
        <p key={`${each.line}:${each.column}:${each.code}`} className="small">
          {t("problem.in_line", { line: each.line, column: each.column })}{" "}
          {pick({ en: each.message, zh: each.message_zh })} {pick({ en: each.hint, zh: each.hint_zh })}
        </p>
      ))}
      {props.again && (
        <div>
          <Button small onClick={props.again}>
            {t("action.try_again")}
          </Button>
        </div>
      )}
      <p className="small soft">{t("problem.code", { code: problem.code })}</p>
    </div>
  );
}

// The same in one line, where several stand below each other.
export function problemText(error: Error, t: ReturnType<typeof useText>["t"]): string {
  const problem = problemOf(error);
  return [headline(problem, t), problem.detail]
    .filter((text, index, all) => text && all.indexOf(text) === index)
    .join(": ");
}

function ProblemPlace(props: { problem: Problem }) {
  const { t } = useText();
  const { field, line, rule } = props.problem;
  const parts = [
    field && t("problem.field", { field }),
    line !== undefined && line > 0 && t("problem.line", { line }),
    rule && t("problem.rule", { rule }),
  ].filter((part) => typeof part === "string" && part !== "");
  return parts.length > 0 ? <p className="small">{parts.join(" · ")}</p> : null;
}

function headline(problem: Problem, t: ReturnType<typeof useText>["t"]): string {
  if (problem.code === "unreachable") return t("problem.unreachable");
  return problem.title || t("problem.unexplained");
}

function problemOf(error: Error): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { type: "about:blank", title: "", status: 0, detail: error.message, code: "portal", remedy: "call_help" };
}

interface Source<Data> {
  data: Data | undefined;
  error: Error | null;
  refetch: () => unknown;
}

// Shows a skeleton, the problem, or the data.
export function Loaded<Data>(props: { from: Source<Data>; lines?: number; children: (data: Data) => ReactNode }) {
  const { data, error, refetch } = props.from;
  if (data !== undefined) return <>{props.children(data)}</>;
  if (error) return <ProblemBox error={error} again={() => void refetch()} />;
  return <Skeleton lines={props.lines ?? 4} />;
}
