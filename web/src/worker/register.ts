// The worker of the page, which shows it without a connection. Not while developing: nothing is built then.

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string };
}

const address = "/sw.js";

export function registerWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(trusted()).catch((error: unknown) => {
    // the messenger works without it
    console.warn("no service worker:", error);
  });
}

/** The page may run no script by its address but this one (see its Content-Security-Policy). */
function trusted(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("natter", { createScriptURL: () => address });
  return policy?.createScriptURL(address) ?? address;
}
