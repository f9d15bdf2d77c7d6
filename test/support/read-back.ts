import type { ApiReading, ApiReadingPage } from '@banyu/contracts';
import type { Promised } from './devices.ts';

/** Every stored reading of a plant, page by page over HTTP. */
export async function readBack(http: string, plant: string): Promise<ApiReading[]> {
  const all: ApiReading[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ from: '0', to: String(Date.now() + 3_600_000), limit: '1000' });
    if (cursor !== null) query.set('cursor', cursor);
    const response = await fetch(`${http}/api/v1/plants/${plant}/readings?${query}`);
    if (!response.ok) throw new Error(`readings: ${response.status} ${await response.text()}`);
    const page = (await response.json()) as ApiReadingPage;
    all.push(...page.readings);
    cursor = page.next;
  } while (cursor !== null);
  return all;
}

/** What is wrong with the stored readings, held against what was promised: nothing lost, doubled or altered. */
export function faults(promised: readonly Promised[], stored: readonly ApiReading[]): string[] {
  const found: string[] = [];
  const values = new Map<string, number | null>();
  for (const { device, parameter, t, value } of stored) {
    const key = `${device} ${parameter} ${t}`;
    if (values.has(key)) found.push(`doubled: ${key}`);
    values.set(key, value);
  }
  for (const { device, t, ph, cod } of promised) {
    for (const [parameter, value] of Object.entries({ ph, cod })) {
      const key = `${device} ${parameter} ${t}`;
      const there = values.get(key);
      if (there === undefined) found.push(`lost: ${key}`);
      else if (there !== value) found.push(`altered: ${key} is ${there}, was ${value}`);
    }
  }
  return found;
}
