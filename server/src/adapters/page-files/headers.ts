// What every answer of a page tells the browser: take nothing but what comes from here, run nothing that is not a file of ours,
// and be shown in no frame. The worker of the page gets its own policy from its own answer, so each file carries all of it.

/**
 * `'self'` covers the websocket of the same host (CSP 3; Chromium 71, Firefox 50, Safari 16). `blob:` and `data:` are the pictures
 * in messages. A script that could be run from a text (S-53) has to pass the policy `natter`, which the page makes for its worker.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types natter",
].join("; ");

export const pageHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentSecurityPolicy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};
