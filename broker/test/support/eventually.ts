const DEADLINE_MS = 30_000;

/** Asks again until the answer is true; throws with the last answer when the deadline has passed. */
export async function eventually(claim: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!claim()) {
    if (Date.now() > deadline) throw new Error(`Not so in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
