import type { Signature } from '@banyu/contracts';
import type { Command } from 'commander';
import { userName } from './user-name.ts';

/** Who changes something and why, as options give it. */
export interface SignedOptions {
  readonly by?: string;
  readonly why: string;
  readonly evidence?: string;
}

/** Adds the options of a change that has to be signed. */
export function signed(command: Command): Command {
  return command
    .requiredOption('--why <text>', 'the reason, for whoever reads it in five years')
    .option('--by <name>', 'who decides it (default: the user who runs this)')
    .option('--evidence <document>', 'a certificate, a service report, a photograph');
}

export function signatureOf({ by, why, evidence }: SignedOptions): Signature {
  return { by: by ?? userName(), why, ...(evidence !== undefined && { evidence }), from: 'command line' };
}
