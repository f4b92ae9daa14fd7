import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";

export type Look = "plain" | "primary" | "danger" | "quiet";

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  look?: Look;
  small?: boolean;
  // Not now: the button stays reachable by keyboard and says so, and does nothing.
  off?: boolean | undefined;
}

function classes(look: Look, small: boolean): string {
  return `button ${look}${small ? " small" : ""}`;
}

export function Button({ look = "plain", small = false, off = false, onClick, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classes(look, small)}
      aria-disabled={off || undefined}
      onClick={(event) => (off ? event.preventDefault() : onClick?.(event))}
    />
  );
}

export function LinkButton(props: { href: string; look?: Look; small?: boolean; children: ReactNode }) {
  return (
    <Link href={props.href} className={classes(props.look ?? "plain", props.small ?? false)}>
      {props.children}
    </Link>
  );
}
