import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace as spans,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Trace } from '@profile/api';
import type { FastifyRequest } from 'fastify';
import type { Tracing } from './tracing.js';

const patienceAtStop = 2_000;

/**
 * Sends traces to where OTLP is understood. The library reads what else the standard has variables for:
 * headers, sampling, timeouts, attributes of the resource. `describe` says what an error is; imported from
 * here it would have the bundler keep every module apart, for a file that hardly any start loads.
 */
export function startTracing(
  endpoint: string,
  describe: (error: unknown) => { reason: string; status: number },
): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const resource = defaultResource()
    .merge(
      resourceFromAttributes({ 'service.name': 'profile', 'service.instance.id': randomUUID() }),
    )
    .merge(detectResources({ detectors: [envDetector] }));
  const processor = new BatchSpanProcessor(exporter);
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  const tracer = provider.getTracer('profile');
  // Not by the library's globals: of two servers in a process each has its own.
  const contexts = new AsyncLocalStorageContextManager().enable();
  const w3c = new W3CTraceContextPropagator();
  const requests = new WeakMap<FastifyRequest, { span: Span; context: Context }>();

  /** Runs work in a span of its own. */
  function run<T>(
    parent: Context,
    { name, kind, attributes = {} }: { name: string; kind: SpanKind; attributes?: object },
    work: () => Promise<T>,
  ): Promise<T> {
    const span = tracer.startSpan(name, { kind, attributes: { ...attributes } }, parent);
    return contexts
      .with(spans.setSpan(parent, span), work)
      .catch((error: unknown) => {
        const { reason, status } = describe(error);
        span.setAttribute('error.type', reason);
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      })
      .finally(() => span.end());
  }

  /** Parts of what is under way; what nobody has asked for, such as a look into the outbox, is no trace. */
  function partsOf(otherwise: () => Context | undefined): Trace {
    const under = () => (spans.getSpan(contexts.active()) ? contexts.active() : otherwise());
    const part = <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const parent = under();
      const kind = name.startsWith('sql ') ? SpanKind.CLIENT : SpanKind.INTERNAL;
      return parent ? run(parent, { name, kind }, work) : work();
    };
    return Object.assign(part, {
      parent(): string | undefined {
        const carrier: { traceparent?: string } = {};
        w3c.inject(under() ?? ROOT_CONTEXT, carrier, defaultTextMapSetter);
        return carrier.traceparent;
      },
    });
  }

  return {
    trace: partsOf(() => undefined),

    enter(request, rest) {
      const { method, headers, id, routeOptions } = request;
      const { url: route } = routeOptions;
      const parent = w3c.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      const attributes = {
        'http.request.method': method,
        'profile.request_id': id,
        ...(route !== undefined && { 'http.route': route }),
      };
      const name = route === undefined ? method : `${method} ${route}`;
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      const context = spans.setSpan(parent, span);
      requests.set(request, { span, context });
      contexts.with(context, rest);
    },

    within: (request) => partsOf(() => requests.get(request)?.context),

    leave(request, { statusCode }) {
      const { span } = requests.get(request) ?? {};
      if (!span) return undefined;
      span.setAttribute('http.response.status_code', statusCode);
      if (request.operation !== '') span.setAttribute('profile.operation', request.operation);
      if (request.refusals !== '') span.setAttribute('error.type', request.refusals);
      if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      return span.spanContext().traceId;
    },

    mail({ id, kind: about, data }, work) {
      const carrier = { traceparent: data.traceparent };
      const parent = w3c.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
      const attributes = { 'profile.mail.id': id, 'profile.mail.kind': about };
      return run(parent, { name: `mail ${about}`, kind: SpanKind.CLIENT, attributes }, work);
    },

    async stop() {
      const flushed = provider.shutdown().catch(() => {});
      await Promise.race([flushed, delay(patienceAtStop, undefined, { ref: false })]);
    },
  };
}
