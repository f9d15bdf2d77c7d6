import { withSignature } from '@banyu/contracts';
import type { DeviceSigning } from '../ports.ts';
import { judgeSignature } from '../signature.ts';
import type { SignedTelemetry } from '../state/signed-messages.ts';

/** What a device signed: the values of its messages, by parameter and time. */
export class SignedReadings {
  readonly #signing: DeviceSigning;
  readonly #values = new Map<string, number[]>();

  /** `keys`: all that the device ever had. */
  constructor(keys: DeviceSigning['keys']) {
    this.#signing = { requiredFrom: null, keys };
  }

  /** Takes what a message says; false, and nothing of it, when its signature is not the device's. */
  add({ plant, device, receivedAt, signed, signature }: SignedTelemetry): boolean {
    const message = `${Buffer.from(signed).toString('utf8')}}`;
    const payload = Buffer.from(withSignature(message, Buffer.from(signature).toString('base64url')));
    const verdict = judgeSignature({ plant, device }, this.#signing, { payload, receivedAt, hasSig: true });
    if (verdict.status !== 'signed') return false;
    for (const { t, ...values } of samplesIn(message)) {
      for (const [parameter, value] of Object.entries(values)) {
        const place = `${parameter} ${t}`;
        const said = typeof value === 'number' ? value + 0 : Number.NaN;
        this.#values.set(place, [...(this.#values.get(place) ?? []), said]);
      }
    }
    return true;
  }

  /** Whether the device signed for this value (NaN: none), for none at that time, or only for others. */
  verdict(parameter: string, t: number, value: number): 'signed' | 'unsigned' | 'contradicted' {
    const values = this.#values.get(`${parameter} ${t}`);
    if (values === undefined) return 'unsigned';
    return values.some((said) => Object.is(said, value + 0)) ? 'signed' : 'contradicted';
  }
}

/** It was a message of the contract when it was taken. */
function samplesIn(message: string): readonly Readonly<Record<string, unknown>>[] {
  const { samples } = JSON.parse(message) as { readonly samples: readonly unknown[] };
  return samples.filter(
    (sample): sample is Record<string, unknown> => typeof sample === 'object' && sample !== null,
  );
}
