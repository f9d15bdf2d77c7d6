export { type Broker, type ListenerAddress, type ListenerName, startBroker } from './broker.ts';
export { type BrokerLimits, DEFAULT_LIMITS } from './limits.ts';
export { observerUser } from './observer-name.ts';
export type {
  BrokerOptions,
  Certificate,
  TcpListenerOptions,
  TlsListenerOptions,
  WebSocketListenerOptions,
} from './options.ts';
export type { BrokerLog, BrokerPorts, Credential, Identity } from './ports.ts';
export {
  type BrokerStatistics,
  LOGIN_REFUSALS,
  type LoginRefusal,
  REFUSALS,
  type Refusal,
} from './statistics.ts';
