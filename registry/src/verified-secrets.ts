import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LARGEST_FLEET } from './fleet.ts';

/**
 * Remembers which secret was verified against which stored hash, so that a device which comes back costs no argon2.
 * It keeps no secrets, only HMACs under a key that lives and dies with the process. As a hash has a salt of its own,
 * a rotated secret has another hash, and what was remembered no longer matches.
 */
export class VerifiedSecrets {
  readonly #key = randomBytes(32);
  readonly #maxDevices: number;
  readonly #devices = new Map<string, { readonly hash: string; readonly mac: Uint8Array }>();

  /** Beyond `maxDevices`, the one that logged in longest ago is forgotten. */
  constructor(maxDevices = LARGEST_FLEET) {
    this.#maxDevices = maxDevices;
  }

  /** Whether this secret was verified against this hash before. */
  has(device: string, hash: string, secret: Uint8Array): boolean {
    const known = this.#devices.get(device);
    if (known === undefined || known.hash !== hash || !timingSafeEqual(known.mac, this.#mac(secret)))
      return false;
    this.#devices.delete(device);
    this.#devices.set(device, known);
    return true;
  }

  add(device: string, hash: string, secret: Uint8Array): void {
    this.#devices.delete(device);
    this.#devices.set(device, { hash, mac: this.#mac(secret) });
    if (this.#devices.size <= this.#maxDevices) return;
    for (const oldest of this.#devices.keys()) {
      this.#devices.delete(oldest);
      return;
    }
  }

  #mac(secret: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#key).update(secret).digest();
  }
}
