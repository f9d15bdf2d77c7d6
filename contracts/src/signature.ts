import { z } from 'zod';
import { lines, oneLine } from './text.ts';

/** Who makes a change to what can alter a published number, and why. The audit trail keeps it as it is. */
export const Signature = z.strictObject({
  by: oneLine(120).describe('the person, or the program that acts by itself'),
  why: lines(2_000).describe('the reason, for whoever reads it in five years'),
  evidence: oneLine(500).optional().describe('a document: certificate, service report, photograph'),
  from: oneLine(120).optional().describe('where the change came from: an address, "command line"'),
});
export type Signature = z.infer<typeof Signature>;
