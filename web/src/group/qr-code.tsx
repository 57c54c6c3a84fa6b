// A link as a QR code, drawn as one path. Always dark on light: cameras want it so.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { encode } from "uqr";
import { pathOf } from "./qr-path.ts";

export function QrCode({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const { size, path } = useMemo(() => {
    const { data } = encode(text, { ecc: "M", border: 2 });
    return { size: data.length, path: pathOf(data) };
  }, [text]);
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
