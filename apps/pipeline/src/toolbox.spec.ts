import { describe, expect, it } from '@jest/globals';
import { pipelineNamed } from '@nightjar/pipelines';
import { missingTools } from './toolbox.js';

const tools = pipelineNamed('photometry')?.tools ?? [];
const all = (): boolean => true;
const none = (): boolean => false;

describe('the toolbox', () => {
  it('is complete when programs and index are there', () => {
    expect(missingTools(tools, all, all)).toBeUndefined();
    expect(missingTools([], none, none)).toBeUndefined();
  });

  it('names what is missing and the one command that installs it, each package once', () => {
    expect(missingTools(tools, (program) => program === 'source-extractor', all)).toBe(
      'not installed: solve-field, query-starkd. Run: sudo apt-get install -y --no-install-recommends astrometry.net',
    );
  });

  it('wants the index only where fields are solved', () => {
    expect(missingTools(tools, all, none)).toMatch(/the Tycho-2 index.*astrometry-data-tycho2$/);
    expect(missingTools(tools.slice(0, 1), all, none)).toBeUndefined();
  });
});
