import type { BrokerLimits } from './limits.ts';
import { LockOut } from './lock-out.ts';

/** Where a log-in comes from and whose it claims to be. */
export interface LoginPlace {
  readonly address: string;
  readonly device: string;
}

type LockLimits = Pick<
  BrokerLimits,
  'failuresPerDevice' | 'failuresPerAccount' | 'failuresPerAddress' | 'failureWindowMs' | 'lockMs'
>;

/** Failed log-ins, counted by device id at one address, by device id everywhere, and by address. */
export class LoginLocks {
  readonly #devices: LockOut;
  readonly #accounts: LockOut;
  readonly #addresses: LockOut;

  constructor(limits: LockLimits) {
    const { failureWindowMs, lockMs } = limits;
    this.#devices = new LockOut(limits.failuresPerDevice, failureWindowMs, lockMs);
    this.#accounts = new LockOut(limits.failuresPerAccount, failureWindowMs, lockMs);
    this.#addresses = new LockOut(limits.failuresPerAddress, failureWindowMs, lockMs);
  }

  isLocked({ address, device }: LoginPlace, now: number): boolean {
    return (
      this.#devices.isLocked(`${address} ${device}`, now) ||
      this.#accounts.isLocked(device, now) ||
      this.#addresses.isLocked(address, now)
    );
  }

  /** Returns what this failure has locked, if anything. */
  fail({ address, device }: LoginPlace, now: number): 'device' | 'account' | 'address' | undefined {
    const locked = {
      address: this.#addresses.fail(address, now),
      account: this.#accounts.fail(device, now),
      device: this.#devices.fail(`${address} ${device}`, now),
    };
    if (locked.address) return 'address';
    if (locked.account) return 'account';
    return locked.device ? 'device' : undefined;
  }

  /** The device has proved itself: its failures are forgotten, those of others at its address are not. */
  succeed({ address, device }: LoginPlace): void {
    this.#devices.succeed(`${address} ${device}`);
    this.#accounts.succeed(device);
  }
}
