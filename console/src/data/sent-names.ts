import type { ApiReject } from '@banyu/contracts';

/** The names that values of a reject were sent under, as far as what was kept can be read. */
export function sentNames({
  scope,
  parameter,
  payload,
}: Pick<ApiReject, 'scope' | 'parameter' | 'payload'>): string[] {
  if (scope === 'value') return parameter === null ? [] : [parameter];
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return [];
  }
  const samples = isRecord(value) && Array.isArray(value.samples) ? value.samples : value;
  const names = [samples].flat().flatMap((sample) => (isRecord(sample) ? Object.keys(sample) : []));
  return [...new Set(names)].filter((name) => name !== 't');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
