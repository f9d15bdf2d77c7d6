import { describe, expect, test } from 'vitest';
import { addressKey } from '../src/address-key.ts';
import { LockOut } from '../src/lock-out.ts';
import { LoginLocks } from '../src/login-locks.ts';

describe('LockOut', () => {
  test('locks at the limit, for its time, then counts anew', () => {
    const locks = new LockOut(3, 1_000, 5_000);
    expect([locks.fail('a', 0), locks.fail('a', 1), locks.fail('a', 2)]).toEqual([false, false, true]);
    expect(locks.isLocked('a', 5_001)).toBe(true);
    expect(locks.isLocked('b', 3)).toBe(false);
    expect(locks.isLocked('a', 5_002)).toBe(false);
    expect(locks.fail('a', 5_003)).toBe(false);
  });

  test('forgets failures older than its window', () => {
    const locks = new LockOut(2, 1_000, 5_000);
    locks.fail('a', 0);
    expect(locks.fail('a', 1_000)).toBe(false);
    expect(locks.fail('a', 1_001)).toBe(true);
  });

  test('forgets the failures of who succeeds', () => {
    const locks = new LockOut(2, 1_000, 5_000);
    locks.fail('a', 0);
    locks.succeed('a');
    expect(locks.fail('a', 1)).toBe(false);
  });

  test('remembers a bounded number of keys', () => {
    const locks = new LockOut(2, 1_000, 5_000);
    locks.fail('first', 0);
    for (let i = 0; i < 20_000; i += 1) locks.fail(`key ${i}`, 0);
    expect(locks.fail('first', 0)).toBe(false);
  });
});

describe('LoginLocks', () => {
  const LIMITS = {
    failuresPerDevice: 3,
    failuresPerAccount: 5,
    failuresPerAddress: 7,
    failureWindowMs: 1_000,
    lockMs: 1_000,
  };

  test('a misconfigured device locks itself at its address, not its neighbours, not itself elsewhere', () => {
    const locks = new LoginLocks(LIMITS);
    const bad = { address: '10.0.0.1', device: 'bad' };
    expect([1, 2, 3].map((now) => locks.fail(bad, now))).toEqual([undefined, undefined, 'device']);
    expect(locks.isLocked(bad, 4)).toBe(true);
    expect(locks.isLocked({ ...bad, device: 'good' }, 4)).toBe(false);
    expect(locks.isLocked({ ...bad, address: '10.0.0.2' }, 4)).toBe(false);
  });

  test('an account is locked everywhere after failures from many addresses', () => {
    const locks = new LoginLocks(LIMITS);
    const outcomes = [1, 2, 3, 4, 5].map((i) => locks.fail({ address: `10.0.0.${i}`, device: 'd' }, i));
    expect(outcomes.at(-1)).toBe('account');
    expect(locks.isLocked({ address: '10.0.0.99', device: 'd' }, 6)).toBe(true);
  });

  test('an address is locked after failures with many ids, also when some of its devices succeed', () => {
    const locks = new LoginLocks(LIMITS);
    const outcomes = [1, 2, 3, 4, 5, 6, 7].map((i) => {
      locks.succeed({ address: '10.0.0.1', device: 'good' });
      return locks.fail({ address: '10.0.0.1', device: `d${i}` }, i);
    });
    expect(outcomes.at(-1)).toBe('address');
    expect(locks.isLocked({ address: '10.0.0.1', device: 'good' }, 8)).toBe(true);
  });
});

describe('addressKey()', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('counts %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
