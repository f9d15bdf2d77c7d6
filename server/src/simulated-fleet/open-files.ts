import { ConfigurationError } from '@banyu/contracts';
import { z } from 'zod';

/** What the process has open besides its connections: data, log, terminal, the machinery of Node. */
const BESIDES = 64;

const Report = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.unknown(), hard: z.unknown() }) }),
});

/** How many files this process may have open at once; undefined where the system sets no limit, or does not say. */
export function openFilesLimit(): number | undefined {
  const report = Report.safeParse(process.report.getReport());
  const soft = report.data?.userLimits.open_files.soft;
  return typeof soft === 'number' ? soft : undefined;
}

/** Throws ConfigurationError when so many connections need more open files than the process may have. */
export function checkOpenFiles(connections: number, limit: number | undefined = openFilesLimit()): void {
  const needed = connections + BESIDES;
  if (limit === undefined || limit >= needed) return;
  throw new ConfigurationError(
    `${connections} devices need as many connections, and this process may have only ${limit} files open. ` +
      `Run "ulimit -n ${needed}" in this shell first; beyond the hard limit, root raises it (nofile in ` +
      '/etc/security/limits.conf, LimitNOFILE= of a systemd unit). The broker needs as many.',
  );
}
