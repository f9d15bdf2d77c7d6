import type { IngestLog } from '../../src/ports.ts';

export const quietLog: IngestLog = { info() {}, warn() {}, error() {} };
