import { monitorEventLoopDelay } from 'node:perf_hooks';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type IMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, SimpleSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';

export interface Telemetry {
  /** Serves the metrics in the Prometheus text format. */
  readonly prometheus: PrometheusExporter;
  shutdown(): Promise<void>;
}

export interface TelemetryOptions {
  readonly service: string;
  readonly version: string;
  readonly otlpEndpoint?: string | undefined;
  /** For tests: sees every span at once. */
  readonly spans?: SpanExporter | undefined;
}

let started: Promise<Telemetry> | undefined;

/** Starts traces and metrics. They belong to the process: a second service in it shares what the first has started. */
export function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  started ??= start(options);
  return started;
}

async function start(options: TelemetryOptions): Promise<Telemetry> {
  const resource = resourceFromAttributes({ 'service.name': options.service, 'service.version': options.version });
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const otlp = options.otlpEndpoint ? await otlpExporters(options.otlpEndpoint) : undefined;

  const tracer = new TracerProvider({
    resource,
    spanProcessors: [
      ...(otlp ? [new BatchSpanProcessor({ exporter: otlp.traces })] : []),
      ...(options.spans ? [new SimpleSpanProcessor({ exporter: options.spans })] : []),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracer);

  const readers: IMetricReader[] = [prometheus, ...(otlp ? [otlp.metrics] : [])];
  const meter = new MeterProvider({ resource, readers });
  metrics.setGlobalMeterProvider(meter);
  watchProcess();

  return {
    prometheus,
    shutdown: async () => {
      await Promise.allSettled([tracer.shutdown(), meter.shutdown()]);
    },
  };
}

/** What tells whether a process is well: its memory, and how late its timers come. */
function watchProcess(): void {
  const meter = metrics.getMeter('nightjar');
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  meter
    .createObservableGauge('process.memory.usage', { unit: 'By', description: 'Resident memory.' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableGauge('nodejs.eventloop.delay.p99', {
      unit: 's',
      description: 'Event loop delay since the last look.',
    })
    .addCallback((result) => {
      result.observe(delay.percentile(99) / 1e9);
      delay.reset();
    });
}

/** Loaded only where a collector is configured: the exporters cost start-up time. */
async function otlpExporters(endpoint: string): Promise<{ traces: SpanExporter; metrics: IMetricReader }> {
  const [{ OTLPTraceExporter }, { OTLPMetricExporter }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
  ]);
  const base = endpoint.replace(/\/$/, '');
  return {
    traces: new OTLPTraceExporter({ url: `${base}/v1/traces` }),
    metrics: new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }) }),
  };
}
