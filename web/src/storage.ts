// Short texts kept on this device. Where the browser allows no storage (private windows, a choice of the person) or has no room, they
// hold until the page is closed: nothing that uses them has to know.

/** What could not be stored. */
const held = new Map<string, string>();

export function keptText(place: string): string | undefined {
  return held.get(place) ?? attempted((storage) => storage.getItem(place)) ?? undefined;
}

export function keepText(place: string, text: string): void {
  held.set(place, text);
  attempted((storage) => {
    storage.setItem(place, text);
    held.delete(place);
  });
}

export function forgetText(place: string): void {
  held.delete(place);
  attempted((storage) => storage.removeItem(place));
}

/** All whose places begin so. */
export function forgetTexts(prefix: string): void {
  const places = [...held.keys(), ...(attempted((storage) => Object.keys(storage)) ?? [])];
  for (const place of places) if (place.startsWith(prefix)) forgetText(place);
}

/** Even to name the storage is an error where it is not allowed. */
function attempted<R>(action: (storage: Storage) => R): R | undefined {
  try {
    return action(localStorage);
  } catch {
    return undefined;
  }
}
