// What a request says about the forms of a file that it takes (Accept-Encoding) and has (If-None-Match), as RFC 9110 reads it.

/** The codings that a file is kept in beside its plain form. */
export type Compressed = "br" | "gzip";

/** Does the field name this coding? Without a field the client may read nothing but the plain form. */
export function takes(field: string | undefined, coding: Compressed): boolean {
  if (field === undefined) return false;
  const said = new Map(field.split(",").map(readCoding));
  return said.get(coding) ?? said.get("*") ?? false;
}

function readCoding(part: string): readonly [name: string, isAllowed: boolean] {
  const [name = "", ...parameters] = part.split(";");
  const isRefused = parameters.some((parameter) => /^\s*q\s*=\s*0(?:\.0*)?\s*$/i.test(parameter));
  return [name.trim().toLowerCase(), !isRefused];
}

/** Does the client have the form with this tag? A proxy that changed the coding on the way has made the tag weak. */
export function has(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false;
  return field.trim() === "*" || field.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
