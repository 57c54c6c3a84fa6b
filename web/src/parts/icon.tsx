// The icons, drawn on a 24 × 24 grid. They say nothing to a screen reader: what they stand in has a label.
import type { JSX } from "preact";

const paths = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5",
  send: "M4 12l16-8-6 16-3-6z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  more: "M5 11.3a.7.7 0 1 1 0 1.4a.7.7 0 0 1 0-1.4zM12 11.3a.7.7 0 1 1 0 1.4a.7.7 0 0 1 0-1.4zM19 11.3a.7.7 0 1 1 0 1.4a.7.7 0 0 1 0-1.4z",
  group:
    "M9 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 5.5a3 3 0 0 1 0 5.5M18 14.5c2 .7 3 2.5 3 5.5",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21c0-4.5 3-7 8-7s8 2.5 8 7",
  check: "M5 13l4 4L19 7",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4l3 2",
  alert: "M12 4l9 16H3zM12 10v4M12 17h.01",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4",
  down: "M6 9l6 6 6-6",
  eye: "M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
  hidden: "M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM4 4l16 16",
  mute: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4M4 4l16 16",
  block: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM6.5 6.5l11 11",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
