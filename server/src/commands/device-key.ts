import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '@banyu/contracts';
import type { Command } from 'commander';
import { printRows, withRegistry } from './context.ts';
import { type SignedOptions, signatureOf, signed } from './signed.ts';

/** `banyu device key …` */
export function addDeviceKeyCommands(device: Command): void {
  const key = device
    .command('key')
    .description('say with which Ed25519 keys a device signs its messages, and whether it has to');

  signed(
    key
      .command('add <device>')
      .description('register a public key; what is signed with another is rejected from then on')
      .requiredOption(
        '--public-key <file>',
        'PEM file with "BEGIN PUBLIC KEY", e.g. of openssl pkey -pubout; or the key’s 32 bytes in base64url',
      ),
  ).action(async (id: string, options: SignedOptions & { readonly publicKey: string }, command: Command) => {
    const publicKey = await keyIn(options.publicKey);
    await withRegistry(command, async ({ deviceKeys }) => {
      const added = await deviceKeys.add(id, { publicKey }, signatureOf(options));
      process.stdout.write(
        `Key ${added.id} of ${id} is registered. Messages without a signature are taken as before; ` +
          `to reject them: banyu device key require ${id} --why "…"\n`,
      );
    });
  });

  signed(
    key.command('revoke <device> <key>').description('reject what is signed with it from now on'),
  ).action(async (id: string, keyId: string, options: SignedOptions, command: Command) => {
    await withRegistry(command, async ({ deviceKeys }) => {
      await deviceKeys.revoke(id, keyId, signatureOf(options));
      process.stdout.write(`Key ${keyId} of ${id} is revoked; what was signed with it stays.\n`);
    });
  });

  for (const [name, required, description] of [
    ['require', true, 'reject messages that the device did not sign, from now on'],
    ['optional', false, 'take messages without a signature again'],
  ] as const) {
    signed(key.command(`${name} <device>`).description(description)).action(
      async (id: string, options: SignedOptions, command: Command) => {
        await withRegistry(command, async ({ deviceKeys }) => {
          await deviceKeys.require(id, required, signatureOf(options));
          process.stdout.write(`Device ${id} ${required ? 'has to sign' : 'may sign'} its messages.\n`);
        });
      },
    );
  }

  key
    .command('list <device>')
    .description('list a device’s keys, revoked ones too')
    .option('--json', 'for programs', false)
    .action(async (id: string, { json }: { json: boolean }, command: Command) => {
      await withRegistry(command, async ({ deviceKeys }) => {
        const { requiredFrom, keys } = await deviceKeys.of(id);
        if (!json) {
          const rule = requiredFrom === null ? 'may sign' : `has to sign since ${iso(requiredFrom)}`;
          process.stdout.write(`Device ${id} ${rule} its messages.\n`);
        }
        printRows(
          keys.map((each) => ({ ...each, from: iso(each.from), to: each.to === null ? null : iso(each.to) })),
          json,
        );
      });
    });
}

/** What is no path of a file may be the key itself; the registry says when it is neither. */
async function keyIn(option: string): Promise<string> {
  try {
    return await readFile(option, 'utf8');
  } catch (cause) {
    if (/^[A-Za-z0-9_-]{43}$/.test(option)) return option;
    throw new InvalidInputError(`--public-key: "${option}" cannot be read: ${String(cause)}`, {
      field: 'publicKey',
      cause,
    });
  }
}

function iso(t: number): string {
  return new Date(t).toISOString();
}
