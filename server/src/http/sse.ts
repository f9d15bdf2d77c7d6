/**
 * Server-sent events as text (WHATWG HTML, "Server-sent events"). A block that has an id and no data moves the
 * client's last event id without raising an event: that is how positions travel while nothing happens.
 */

/** The beginning of a stream: how long to wait before connecting again, and where the client stands. */
export function sseOpening(retryMs: number, id: string): string {
  return `retry: ${retryMs}\nid: ${id}\n\n`;
}

export function sseEvent(event: string, data: object, id?: string): string {
  // JSON.stringify leaves no line break outside of escapes, so one data line holds it.
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** A sign of life that proxies and clients see. */
export function sseHeartbeat(id: string): string {
  return `: alive\nid: ${id}\n\n`;
}
