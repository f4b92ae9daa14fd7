import type { ReactNode } from "react";
import { CheckCircle, Dot, Ring } from "./icons";

export interface Moment {
  title: string;
  state: "done" | "now" | "later";
  at?: string | undefined;
  children?: ReactNode;
}

const DOTS = { done: CheckCircle, now: Dot, later: Ring };

export function Timeline(props: { moments: readonly Moment[] }) {
  return (
    <ol className="timeline">
      {props.moments.map((moment, index) => {
        const Icon = DOTS[moment.state];
        return (
          <li key={index} className={moment.state} aria-current={moment.state === "now" ? "step" : undefined}>
            <Icon className="dot" />
            <strong>{moment.title}</strong>
            {moment.at && <div className="small soft">{moment.at}</div>}
            {moment.children}
          </li>
        );
      })}
    </ol>
  );
}
