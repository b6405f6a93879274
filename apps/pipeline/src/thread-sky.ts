import { noSky, type Sky } from '@nightjar/catalogues';
import { openSky, type SkySettings } from '@nightjar/sky-servers';

/** What a computing thread is started with. */
export interface ThreadData {
  /** Where the site's own pipelines lie. */
  readonly folder: string;
  /** Absent: pipelines of this thread ask no server. */
  readonly sky?: SkySettings;
}

/** The thread's own sky: what is being asked ends with the thread, which is how a process is cancelled. */
export const skyOfThread = ({ sky }: ThreadData): Sky => (sky ? openSky(sky) : noSky);
