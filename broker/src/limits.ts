/**
 * Everything in the broker that has a limit. Times in ms, sizes in bytes; every value may be set in
 * `BrokerOptions.limits`. What happens at a limit stands beside it.
 */
export interface BrokerLimits {
  /** Open connections; one more is closed at once. */
  readonly connections: number;
  /** Open connections from one address (IPv6: one /64 network); one more is closed at once. */
  readonly connectionsPerAddress: number;
  /** Observers connected; one more gets CONNACK 3. */
  readonly observers: number;
  /**
   * From accept to a whole CONNECT, and for a TLS or WebSocket handshake; then closed. It holds our own delay too, when
   * a whole fleet comes back at once: whoever is cut off for that comes again and costs the same once more.
   */
  readonly connectTimeoutMs: number;

  /** Waiting for and making the credential check; then CONNACK 3. Clients wait 30 s for it as a rule. */
  readonly loginTimeoutMs: number;
  /** Credential checks at one time; more wait. */
  readonly concurrentLogins: number;
  /** Log-ins waiting for their check; one more gets CONNACK 3. */
  readonly waitingLogins: number;
  /** Failed log-ins of one device id from one address within the window; then refused until the lock ends. */
  readonly failuresPerDevice: number;
  /**
   * Failed log-ins of one device id from all addresses. High, so that a stranger with a few addresses
   * cannot lock a device out.
   */
  readonly failuresPerAccount: number;
  /**
   * Failed log-ins from one address, all ids taken together. A single misconfigured device behind a
   * shared address stays below, because its own lock comes first.
   */
  readonly failuresPerAddress: number;
  readonly failureWindowMs: number;
  readonly lockMs: number;

  /** A packet that is not PUBLISH, CONNECT before all; a longer one closes the connection. */
  readonly controlBytes: number;
  /**
   * A PUBLISH, header included; a longer one closes the connection. Well above the contract's 64 KiB, so
   * that a message which is merely too long is acknowledged and kept as a reject, not sent for ever.
   */
  readonly publishBytes: number;
  /** A topic or a filter; a longer one closes the connection. */
  readonly topicBytes: number;
  /** Topic levels; more close the connection. */
  readonly topicLevels: number;
  /** A last will's payload; a longer one closes the connection. */
  readonly willBytes: number;
  /** Filters in one SUBSCRIBE or UNSUBSCRIBE; more close the connection. */
  readonly filters: number;
  /** QoS 2 messages of one connection between PUBLISH and PUBREL; one more closes the connection. */
  readonly qos2InFlight: number;
  /** Packets a client may send between CONNECT and CONNACK beyond what the connection holds back. */
  readonly loginQueue: number;
  /** Put in place of keepalive 0, which would mean "for ever". Seconds. */
  readonly keepaliveSeconds: number;

  /** Messages of one connection not yet answered by ingest: at `High` reading stops, at `Low` it goes on. */
  readonly pendingMessagesHigh: number;
  readonly pendingMessagesLow: number;
  readonly pendingBytesHigh: number;
  readonly pendingBytesLow: number;
  /** The same over all connections. */
  readonly totalMessagesHigh: number;
  readonly totalMessagesLow: number;
  readonly totalBytesHigh: number;
  readonly totalBytesLow: number;

  /**
   * Packets and bytes of one device each second, over all its connections, and how many at once after a pause;
   * above, reading waits.
   */
  readonly packetsPerSecond: number;
  readonly packetsBurst: number;
  readonly bytesPerSecond: number;
  readonly bytesBurst: number;

  /** From hand-over to answer; then the connection is closed and the device sends again. */
  readonly handoverTimeoutMs: number;
  /** A client that does not read what it is sent; then closed. */
  readonly drainTimeoutMs: number;
  /** A command's payload; a longer one is refused. */
  readonly commandBytes: number;
  /** After our side is closed, for the client to read the last answer; then the socket is destroyed. */
  readonly lingerMs: number;
  /** At shutdown, for deliveries in hand; then they go unanswered and the devices send them again. */
  readonly closeTimeoutMs: number;
}

export const DEFAULT_LIMITS: BrokerLimits = {
  connections: 10_000,
  connectionsPerAddress: 1_000,
  observers: 16,
  connectTimeoutMs: 15_000,

  loginTimeoutMs: 20_000,
  concurrentLogins: 8,
  waitingLogins: 10_000,
  failuresPerDevice: 5,
  failuresPerAccount: 100,
  failuresPerAddress: 50,
  failureWindowMs: 60_000,
  lockMs: 60_000,

  controlBytes: 4_096,
  publishBytes: 262_144,
  topicBytes: 1_024,
  topicLevels: 20,
  willBytes: 1_024,
  filters: 8,
  qos2InFlight: 100,
  loginQueue: 250,
  keepaliveSeconds: 300,

  pendingMessagesHigh: 256,
  pendingMessagesLow: 128,
  pendingBytesHigh: 1_048_576,
  pendingBytesLow: 524_288,
  totalMessagesHigh: 20_000,
  totalMessagesLow: 15_000,
  totalBytesHigh: 64 * 1_048_576,
  totalBytesLow: 48 * 1_048_576,

  packetsPerSecond: 2_000,
  packetsBurst: 4_000,
  bytesPerSecond: 4 * 1_048_576,
  bytesBurst: 8 * 1_048_576,

  handoverTimeoutMs: 10_000,
  drainTimeoutMs: 5_000,
  commandBytes: 65_536,
  lingerMs: 1_000,
  closeTimeoutMs: 5_000,
};
