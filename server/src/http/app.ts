import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyServerOptions, fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import './components.ts';
import type { HttpApp } from './http-app.ts';
import { answerBrokenRequest, answerFrameworkError, answerProblems } from './plugins/answer-problems.ts';
import { serveConsole } from './plugins/console-page.ts';
import { addDocs } from './plugins/docs.ts';
import { refuseOtherMethods } from './plugins/method-not-allowed.ts';
import { limitRequests } from './plugins/request-limits.ts';
import { addSecurityHeaders } from './plugins/security-headers.ts';
import type { HttpPorts } from './ports.ts';
import { auditRoutes } from './routes/audit.ts';
import { backupRoutes } from './routes/backups.ts';
import { commandRoutes } from './routes/commands.ts';
import { comparisonRoutes } from './routes/comparison.ts';
import { completenessRoutes } from './routes/completeness.ts';
import { complianceRoutes } from './routes/compliance.ts';
import { correctionRoutes } from './routes/corrections.ts';
import { coverageRoutes } from './routes/coverage.ts';
import { deviceKeyRoutes } from './routes/device-keys.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/export.ts';
import { healthRoutes } from './routes/health.ts';
import { laboratoryRoutes } from './routes/laboratories.ts';
import { metricRoutes } from './routes/metrics.ts';
import { plantFindingRoutes } from './routes/plant-findings.ts';
import { plantRoutes } from './routes/plants.ts';
import { problemRoutes } from './routes/problems.ts';
import { qualityRoutes } from './routes/quality.ts';
import { readingRoutes } from './routes/readings.ts';
import { rejectRoutes } from './routes/rejects.ts';
import { requalificationRoutes } from './routes/requalifications.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { sampleRoutes } from './routes/samples.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { seriesRoutes } from './routes/series.ts';
import { standardRoutes } from './routes/standards.ts';
import { streamRoutes } from './routes/stream.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { windowRoutes } from './routes/windows.ts';

export interface HttpOptions {
  /** Where the built console lies (absolute); it may come later. */
  readonly consoleDirectory: string;
  /** Version of this installation, for the API's document. */
  readonly version: string;
}

type Compilers = NonNullable<FastifyServerOptions['schemaController']>['compilersFactory'];

/** How requests are checked and answers written; the type that is asked for knows only Fastify's own compilers. */
const COMPILERS = {
  buildValidator: () => validatorCompiler,
  buildSerializer: () => serializerCompiler,
} as unknown as NonNullable<Compilers>;

/** Bytes of a request's body. */
const BODY_LIMIT = 16_384;

/** Characters of one part of an address: a laboratory's number of 64, each a percent code. */
const LONGEST_PARAM = 400;

/** Time for the request line and headers, for a whole request, and for an answer. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
const ANSWER_TIMEOUT_MS = 30_000;

/** Time that requests in hand get when the server stops. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * The HTTP side, ready to listen. Closing it ends the live streams, lets requests in hand finish, and cuts off what
 * takes too long.
 */
export async function buildHttp(ports: HttpPorts, options: HttpOptions): Promise<FastifyInstance> {
  const app: HttpApp = fastify({
    loggerInstance: ports.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PARAM },
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: ANSWER_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: 16_384 },
    // Stopping is answered in request-limits.ts, as a problem like any other.
    return503OnClosing: false,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerBrokenRequest,
    // Given from the start, the framework's own compilers are not even loaded.
    schemaController: { compilersFactory: COMPILERS },
  }).withTypeProvider<ZodTypeProvider>();
  // JSON alone: a page of another site cannot send it without asking first, and is refused then.
  app.removeContentTypeParser('text/plain');

  addSecurityHeaders(app);
  limitRequests(app);
  answerProblems(app);
  await addDocs(app, options.version);
  refuseOtherMethods(app);

  plantRoutes(app, ports);
  standardRoutes(app, ports);
  commandRoutes(app, ports);
  deviceKeyRoutes(app, ports);
  readingRoutes(app, ports);
  seriesRoutes(app, ports);
  coverageRoutes(app, ports);
  exportRoutes(app, ports);
  scheduleRoutes(app, ports);
  completenessRoutes(app, ports);
  complianceRoutes(app, ports);
  requalificationRoutes(app, ports);
  plantFindingRoutes(app, ports);
  rejectRoutes(app, ports);
  windowRoutes(app, ports);
  correctionRoutes(app, ports);
  reviewRoutes(app, ports);
  qualityRoutes(app, ports);
  eventRoutes(app, ports);
  auditRoutes(app, ports);
  laboratoryRoutes(app, ports);
  sampleRoutes(app, ports);
  await uploadRoutes(app, ports);
  comparisonRoutes(app, ports);
  backupRoutes(app, ports);
  streamRoutes(app, ports);
  healthRoutes(app, ports);
  metricRoutes(app, ports);
  problemRoutes(app);
  await serveConsole(app, options.consoleDirectory);
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), CLOSE_TIMEOUT_MS).unref();
  });
  await app.ready();
  return app;
}
