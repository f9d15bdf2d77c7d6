import type { Delivery } from '@banyu/contracts';
import type { Journal } from '../../src/journal/journal.ts';

/** Appends in one go; resolves when all are answered without an error. */
export async function appendAll(journal: Journal, deliveries: readonly Delivery[]): Promise<void> {
  await Promise.all(
    deliveries.map(
      (delivery) =>
        new Promise<void>((resolve, reject) => {
          journal.append(delivery, (error) => (error === undefined ? resolve() : reject(error)));
        }),
    ),
  );
}
