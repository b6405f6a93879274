import {
  airmass,
  altAzUnder,
  moonSeparation,
  moonUnder,
  separation,
  skyAt,
  sunUnder,
  type Place,
} from '@nightjar/astro';
import type { CameraSite, Site, TelescopeSite } from '@nightjar/contracts';
import type { SkyStar } from '@nightjar/imaging';
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Darkroom, Exposure } from '../device/camera.js';
import type { Dome } from '../device/dome.js';
import type { Telescope } from '../device/telescope.js';
import { skyBrightness } from './brightness.js';
import { magnitudeOf, type Burst } from './burst.js';
import type { BurstBook } from './burst-book.js';
import type { Rendered, RenderJob } from './render.js';
import { fieldRadiusDeg, sceneOf } from './scene.js';
import type { StarCatalogue } from './star-catalogue.js';

export interface DarkroomParts {
  readonly site: Site;
  readonly camera: CameraSite;
  readonly telescopeSite: TelescopeSite;
  readonly telescope: Telescope;
  readonly dome: Dome;
  readonly catalogue: StarCatalogue;
  readonly bursts: BurstBook;
  /** Where the truth of every frame is written. */
  readonly folder: string;
  readonly seed: number;
  readonly render: (job: RenderJob) => Promise<Rendered>;
}

interface SeenBurst extends Burst {
  readonly mag: number;
}

/** Frames of the sky that is there. The truth goes to a file of its own, never into the frame. */
export class SkyDarkroom implements Darkroom {
  private prepared: { readonly id: string; readonly state: string; readonly rendered: Promise<Rendered> } | undefined;

  constructor(private readonly parts: DarkroomParts) {}

  /** Renders ahead while the shutter is open: at the end the frame is there, unless the telescope or dome has moved. */
  begin(exposure: Exposure): void {
    const rendered = this.render(exposure);
    rendered.catch(() => undefined);
    this.prepared = { id: exposure.id, state: this.state(exposure), rendered };
  }

  async develop(exposure: Exposure): Promise<Uint8Array> {
    const { prepared } = this;
    this.prepared = undefined;
    const fresh = prepared?.id === exposure.id && prepared.state === this.state(exposure);
    const rendered = await (fresh && prepared ? prepared.rendered : this.render(exposure));
    await this.writeTruth(exposure, rendered);
    return rendered.fits;
  }

  /** What a frame depends on besides time. */
  private state(exposure: Exposure): string {
    const { dome, telescope } = this.parts;
    const { raDeg, decDeg } = telescope.truth;
    const bursts = this.seenBursts(exposure).map(({ ivoid, raDeg: ra, decDeg: dec }) => [ivoid, ra, dec]);
    return JSON.stringify([
      this.isLit(exposure),
      dome.state,
      telescope.state,
      raDeg.toFixed(4),
      decDeg.toFixed(4),
      bursts,
    ]);
  }

  private isLit({ type }: Exposure): boolean {
    return type === 'LIGHT' && this.parts.dome.state === 'OPEN';
  }

  private async render(exposure: Exposure): Promise<Rendered> {
    const { camera, telescopeSite, telescope, catalogue, site } = this.parts;
    const looksAt = this.isLit(exposure) ? telescope.truth : null;
    const believed = telescope.believed;
    const sky = skyAt(midOf(exposure), placeOf(site));
    const altitudeDeg =
      telescope.state === 'TRACKING' ? altAzUnder(sky, believed).altitudeDeg : telescope.horizontal.altitudeDeg;
    const bursts: readonly SkyStar[] = this.seenBursts(exposure);
    const field = looksAt ? await catalogue.around(looksAt, fieldRadiusDeg(camera)) : [];
    const moon = moonUnder(sky);
    const scene = sceneOf({
      camera,
      telescope: telescopeSite,
      looksAt,
      altitudeDeg,
      filter: exposure.filter,
      exposureS: exposure.exposureS,
      skyMagPerArcsec2: skyBrightness({
        sunAltitudeDeg: sunUnder(sky).altitudeDeg,
        moonAltitudeDeg: moon.altitudeDeg,
        moonLit: moon.illuminatedFraction,
        moonSeparationDeg: moonSeparation(believed, sky.date, placeOf(site)),
        targetAltitudeDeg: altitudeDeg,
      }),
      stars: [...bursts.map(({ raDeg, decDeg, mag }) => ({ raDeg, decDeg, mag })), ...field],
      seed: hashOf(`${this.parts.seed} ${exposure.id}`),
    });
    const facts = {
      startAt: exposure.startAt,
      exposureS: exposure.exposureS,
      filter: exposure.filter,
      gainEPerAdu: camera.gainEPerAdu,
      readNoiseE: camera.readNoiseE,
      saturationAdu: camera.saturationAdu,
      pointing: believed,
      object: exposure.object,
      airmass: altitudeDeg > 1 ? airmass(altitudeDeg) : 57,
      telescope: telescopeSite.name,
      instrument: camera.name,
      site: placeOf(site),
      pixelScaleArcsec: camera.pixelScaleArcsec,
      binning: 1,
      ccdTemperatureC: -60,
      imageType: exposure.type,
    } as const;
    return this.parts.render({ scene, facts, marked: looksAt ? bursts.length : 0 });
  }

  /** Bursts in the field that have begun to shine. */
  private seenBursts({ startAt, exposureS }: Exposure): SeenBurst[] {
    const { bursts, telescope, camera } = this.parts;
    const centre = telescope.truth;
    return bursts.all
      .filter((burst) => separation(centre, burst) < fieldRadiusDeg(camera) * 1.2)
      .map((burst) => ({ ...burst, mag: magnitudeOf(burst, startAt, exposureS) }))
      .filter(({ mag }) => Number.isFinite(mag));
  }

  private async writeTruth(exposure: Exposure, { fits, places }: Rendered): Promise<void> {
    const bursts = this.seenBursts(exposure).map(({ ivoid, raDeg, decDeg, mag }, i) => {
      const place = places[i];
      return { ivoid, raDeg, decDeg, mag, xPx: place?.xPx ?? null, yPx: place?.yPx ?? null };
    });
    const line = {
      sha256: createHash('sha256').update(fits).digest('hex'),
      command: exposure.id,
      camera: this.parts.camera.name,
      object: exposure.object,
      startAt: exposure.startAt.toISOString(),
      exposureS: exposure.exposureS,
      filter: exposure.filter,
      lit: this.isLit(exposure),
      looksAt: this.parts.telescope.truth,
      bursts: places.length === bursts.length ? bursts : [],
    };
    await appendFile(join(this.parts.folder, 'truth.jsonl'), `${JSON.stringify(line)}\n`);
  }
}

const midOf = ({ startAt, exposureS }: Exposure): Date => new Date(startAt.getTime() + exposureS * 500);

const placeOf = ({ longitudeDeg, latitudeDeg, elevationM }: Site): Place => ({ longitudeDeg, latitudeDeg, elevationM });

const hashOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);
