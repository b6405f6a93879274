import { describe, expect, it } from '@jest/globals';
import { InspectJob, PhotometryJob, SiteJob } from '@nightjar/contracts';
import { listingOf, toolsByDefault } from './kit/listing.js';
import { pipelineNamed, pipelines } from './registry.js';

const queues = [InspectJob, PhotometryJob, SiteJob].map(({ queue }) => queue.name);

describe.each(pipelines.map((one) => [one.name, one] as const))('the built-in pipeline %s', (name, pipeline) => {
  it('is found by its name, which no other has', () => {
    expect(pipelineNamed(name)).toBe(pipeline);
    expect(pipelines.filter((one) => one.name === name)).toHaveLength(1);
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it('says in a sentence what it does, and runs in a queue that has a job', () => {
    expect(pipeline.says).toMatch(/^[A-Z].*\.$/);
    expect(queues).toContain(pipeline.queue);
  });

  it('needs by default no tool but its own', () => {
    for (const tool of toolsByDefault(pipeline)) expect(pipeline.tools).toContain(tool);
  });

  it('is listed with a schema of its parameters that is JSON', () => {
    const listing = listingOf(pipeline);
    expect(JSON.parse(JSON.stringify(listing))).toEqual(listing);
    expect(listing.params).toMatchObject({ type: 'object' });
  });

  it('runs with its parameters left out', () => {
    expect(pipeline.params.safeParse({}).success).toBe(true);
  });
});

it('no pipeline is found by the name of a property of objects', () => {
  expect(pipelineNamed('constructor')).toBeUndefined();
});
