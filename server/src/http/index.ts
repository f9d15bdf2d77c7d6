export { buildHttp, type HttpOptions } from './app.ts';
export { LiveFeed, type LiveFeedOptions, type LiveFeedStatistics } from './live-feed.ts';
export { LIVE_FEED_LIMITS, type LiveFeedLimits } from './live-limits.ts';
export { assertLoopback, isLoopbackHost } from './loopback.ts';
export type {
  BrokerFigures,
  CommandSource,
  DeviceSource,
  EventSource,
  ExportSource,
  HttpPorts,
  JournalFigures,
  PipelineFigures,
  PlantRecord,
  PlantSource,
  ReadingSource,
  RejectCount,
  RejectSource,
  ScheduleSource,
  SlotSource,
  Statistics,
} from './ports.ts';
