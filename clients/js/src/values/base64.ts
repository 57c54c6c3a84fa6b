// Base64 with the URL alphabet and without padding (RFC 4648 §5), as ids and keys are written. Canonical spellings only.

export function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** undefined for padding, other characters, an impossible length, spare bits that are set. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^([\w-]{4})*([\w-]{2,3})?$/.test(text)) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : undefined;
}
