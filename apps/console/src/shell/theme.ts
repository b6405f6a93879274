import { useSyncExternalStore } from 'react';
import { keep } from './kept.js';

export const THEMES = ['light', 'dark', 'red'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'nightjar.theme';
const listeners = new Set<() => void>();

export const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value);

const current = (): Theme => {
  const { theme } = document.documentElement.dataset;
  return isTheme(theme) ? theme : 'dark';
};

export const setTheme = (theme: Theme): void => {
  document.documentElement.dataset['theme'] = theme;
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (icon) icon.href = theme === 'red' ? '/favicon-red.svg' : '/favicon.svg';
  keep(KEY, theme);
  listeners.forEach((listener) => listener());
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The theme in force; canvases draw themselves anew when it changes. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, current);

/** A colour of the theme, for canvases, which know no CSS variables. */
export const themeColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
