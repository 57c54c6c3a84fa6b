export function bundle(entry: string, format: "esm" | "iife"): Promise<string>;
export const everything: string;
