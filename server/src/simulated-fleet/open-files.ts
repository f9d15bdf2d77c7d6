import { ConfigurationError } from '@banyu/contracts';
import { z } from 'zod';

/** What the process has open besides its connections: data, log, terminal, the machinery of Node. */
const BESIDES = 64;

const Report = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.unknown(), hard: z.unknown() }) }),
});

/** How many files this process may have open at once; infinitely many where there is no limit, or none is told. */
export function openFilesLimit(): number {
  const report = Report.safeParse(process.report.getReport());
  const soft = report.data?.userLimits.open_files.soft;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
}

/** Throws ConfigurationError when so many connections need more open files than the process may have. */
export function checkOpenFiles(connections: number, limit = openFilesLimit()): void {
  const needed = connections + BESIDES;
  if (limit >= needed) return;
  throw new ConfigurationError(
    `${connections} devices need as many connections, and this process may have only ${limit} files open. ` +
      `Run "ulimit -n ${needed}" in this shell first; beyond the hard limit, root raises it (nofile in ` +
      '/etc/security/limits.conf, LimitNOFILE= of a systemd unit). The broker needs as many.',
  );
}
