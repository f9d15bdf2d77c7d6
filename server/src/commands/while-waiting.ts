/** Tells people at a terminal how long something has taken of which nobody knows the end; programs see nothing. */
export async function whileWaiting<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  const begun = performance.now();
  const timer = setInterval(() => {
    process.stderr.write(`\r${what} … ${Math.round((performance.now() - begun) / 1_000)} s`);
  }, 1_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    process.stderr.write('\r\u001b[K');
  }
}
