// What is left until an instant, second by second; past it the page says so without being asked again.
import { useEffect, useState } from "react";
import { left } from "../lib/workload";
import { useText } from "../text/text";
import { Alert, Clock } from "./icons";

const SECOND_MS = 1000;
const LAST_MINUTES = 5; // then it stands out

// The time by this machine's clock, each second while somebody looks.
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

// Read out when it is asked for, not each second.
export function Countdown({ until }: { until: string }) {
  const { t } = useText();
  const { h, m, s, over } = left(until, useNow());
  const two = (value: number) => String(value).padStart(2, "0");
  if (over)
    return (
      <span className="chip bad">
        <Alert />
        {t("quote.over")}
      </span>
    );
  const near = h === 0 && m < LAST_MINUTES;
  return (
    <span className={`chip ${near ? "warn" : "busy"}`} role="timer">
      <Clock />
      <span className="number">{t("quote.left", { time: h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}` })}</span>
    </span>
  );
}
