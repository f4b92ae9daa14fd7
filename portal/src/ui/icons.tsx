// The few symbols of the portal, drawn on a grid of 20. They never stand alone: a text beside them says the same.
import type { ReactNode } from "react";

function icon(children: ReactNode) {
  return function Icon(props: { className?: string }) {
    return (
      <svg
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        className={props.className}
      >
        {children}
      </svg>
    );
  };
}

export const Check = icon(<path d="m4.5 10.5 3.6 3.6 7.4-8" />);
export const Cross = icon(<path d="M5.5 5.5l9 9m0-9-9 9" />);
export const Minus = icon(<path d="M5 10h10" />);
export const Clock = icon(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 6v4.2l2.8 1.8" />
  </>,
);
export const Alert = icon(
  <>
    <path d="M10 3.2 18 16.8H2z" />
    <path d="M10 8.2v3.6m0 2.4v.1" />
  </>,
);
export const Info = icon(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 9.3v4M10 6.4v.1" />
  </>,
);
export const CheckCircle = icon(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="m6.8 10.3 2.2 2.2 4.2-4.6" />
  </>,
);
export const CrossCircle = icon(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="m7.4 7.4 5.2 5.2m0-5.2-5.2 5.2" />
  </>,
);
export const Ring = icon(<circle cx="10" cy="10" r="7.2" />);
export const Dot = icon(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <circle cx="10" cy="10" r="3" fill="currentColor" stroke="none" />
  </>,
);
export const Sun = icon(
  <>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M4.3 15.7l1.2-1.2M14.5 5.5l1.2-1.2" />
  </>,
);
export const Moon = icon(<path d="M16.5 12.4A7 7 0 0 1 7.6 3.5a7 7 0 1 0 8.9 8.9z" />);
export const Download = icon(<path d="M10 3v9m-3.6-3.4L10 12l3.6-3.4M4 16.5h12" />);
export const Print = icon(<path d="M6 7V3h8v4M6 14H3.5V7h13v7H14M6 12h8v5H6z" />);
