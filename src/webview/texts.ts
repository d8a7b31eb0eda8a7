import { type PanelStrings, type PanelTexts, panelTexts } from '../protocol/strings.ts';

/** The texts the host put into the page, already in the person's language. */
function readTexts(): PanelTexts {
  const json = document.getElementById('strings')?.textContent;
  if (!json) return panelTexts;
  // The host writes this element from `panelTexts`; it is part of our own page.
  const translated = JSON.parse(json) as Partial<PanelTexts>;
  return { ...panelTexts, ...translated };
}

export const texts = readTexts();
export const strings: PanelStrings = texts.strings;

const locale = document.documentElement.lang || 'en';

/** A whole number as people write it. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** `12.4 MB`, never less than it is. */
export function formatBytes(bytes: number): string {
  const [unit, value] = bytes < 1024 * 1024 ? ['kilobyte', bytes / 1024] : ['megabyte', bytes / 1024 / 1024];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(Math.ceil(value * 10) / 10);
}

/** Seconds with one decimal below a minute. */
export function formatSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  const digits = seconds < 60 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(seconds);
}

/** `45 sec`, and from two minutes on `3 min`: whole units, never less than asked for. */
export function formatWait(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const [unit, value] = seconds < 120 ? ['second', seconds] : ['minute', Math.ceil(seconds / 60)];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}

/** `1:04` */
export function formatMinutes(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Hours and minutes of a moment. */
export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** Day, month and year of a moment. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);
}

/** The name of a month, with its year. */
export function formatMonth(at: number): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(at);
}
