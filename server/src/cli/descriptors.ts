// How many clients may be connected: every socket takes a descriptor of the process, and the system allows so many.

/** for the database, the operator, a backup, and what the platform itself opens */
const reserved = 100;

/** At least one, so that a tight limit is noticed and not a mystery. */
export function mostSockets(): number {
  const limit = descriptorLimit();
  return limit === undefined ? Number.POSITIVE_INFINITY : Math.max(1, limit - reserved);
}

/** undefined = there is none, or the system has no such thing (Windows) */
function descriptorLimit(): number | undefined {
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | "unlimited" } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : undefined;
}
