// Whether a request comes from a page of this very server, as far as the request can prove it.
import { isIP } from "node:net";

/**
 * `Origin` and `Host` name the same place, by address or as localhost. A name proves nothing: a foreign page whose name was made to
 * lead here sends equal ones, too (DNS rebinding).
 */
export function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const isNameless = page.hostname === "localhost" || isIP(page.hostname.replace(/^\[(.*)\]$/, "$1")) !== 0;
  return isNameless && page.host === host.toLowerCase();
}
