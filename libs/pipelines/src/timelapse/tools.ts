import { choice, file, none, number, text, type Tool } from '../kit/tool-declaration.js';

/** Makes films of raw grey frames. It is told to open files alone, whatever they claim to be. */
export const ffmpeg: Tool = {
  program: 'ffmpeg',
  package: 'ffmpeg',
  options: {
    '-nostdin': none,
    '-hide_banner': none,
    '-y': none,
    '-loglevel': choice('error'),
    '-protocol_whitelist': choice('file'),
    '-f': choice('rawvideo', 'mp4', 'webm'),
    '-pixel_format': choice('gray'),
    '-video_size': text(/[1-9]\d{0,4}x[1-9]\d{0,4}/),
    '-framerate': number(0.001, 1000),
    '-i': file,
    '-c:v': choice('libx264', 'libvpx'),
    '-pix_fmt': choice('yuv420p'),
    '-preset': choice('veryfast'),
    '-crf': choice('10', '18'),
    '-b:v': choice('2M'),
  },
  positional: file,
};
