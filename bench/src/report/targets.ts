import type { Target } from './target.ts'

/** Twice the default `bufferMemoryBytes` and 120 MiB for Node.js itself. */
const MAX_RSS_MEBIBYTES = 2 * 64 + 120

/** Flat is what grows by no more than this from the second quarter of a run to its last. */
const FLAT_PERCENT = 5

/** What the project has set itself, on default options, idempotent and acknowledged by all, in one run on one machine. */
export const TARGETS: readonly Target[] = [
  target('a', 'recordsPerSecond', { kind: 'peer', peer: 'java' }, 'at least', 2),
  target('a', 'recordsPerSecond', { kind: 'peer', peer: 'confluent-callback' }, 'at least', 1.5),
  target('a', 'recordsPerSecond', { kind: 'peer', peer: 'kafkajs' }, 'at least', 100),
  target('a', 'recordsPerSecond', { kind: 'peer', peer: 'bare-socket' }, 'at least', 0.45),
  target('a', 'longestTurnMs', { kind: 'figure' }, 'at most', 20),
  target('b', 'recordsPerSecond', { kind: 'peer', peer: 'confluent-unreported' }, 'at least', 1.2),
  target('c-1k', 'megabytesPerSecond', { kind: 'peer', peer: 'java' }, 'at least', 1.5),
  target('c-10k', 'megabytesPerSecond', { kind: 'peer', peer: 'java' }, 'at least', 1.5),
  target('d-gzip', 'recordsPerSecond', { kind: 'best peer' }, 'at least', 1),
  target('d-snappy', 'recordsPerSecond', { kind: 'best peer' }, 'at least', 1),
  target('d-lz4', 'recordsPerSecond', { kind: 'best peer' }, 'at least', 1),
  target('d-zstd', 'recordsPerSecond', { kind: 'best peer' }, 'at least', 1),
  target('e', 'p50Ms', { kind: 'peer', peer: 'bare-socket' }, 'at most', 1.1),
  target('e', 'p50Ms', { kind: 'best peer' }, 'below', 1),
  target('e', 'p99Ms', { kind: 'best peer' }, 'below', 1),
  target('f', 'recordsPerSecond', { kind: 'best peer' }, 'at least', 8),
  target('f', 'p99Ms', { kind: 'best peer' }, 'below', 1),
  target('g-200k', 'cpuUsPerRecord', { kind: 'scenario', other: 'g-6' }, 'at most', 1.5),
  target('g-20k', 'cpuUsPerRecord', { kind: 'scenario', other: 'g-6' }, 'at most', 4),
  target('g-20k', 'peakRssMebibytes', { kind: 'figure' }, 'at most', MAX_RSS_MEBIBYTES),
  target('h-window', 'rssGrowthPercent', { kind: 'figure' }, 'at most', FLAT_PERCENT),
  target('h-window', 'peakRssMebibytes', { kind: 'figure' }, 'at most', MAX_RSS_MEBIBYTES),
  target('h-full', 'rssGrowthPercent', { kind: 'figure' }, 'at most', FLAT_PERCENT),
  target('h-full', 'peakRssMebibytes', { kind: 'figure' }, 'at most', MAX_RSS_MEBIBYTES),
  target('i', 'corePercent', { kind: 'figure' }, 'at most', 0.3),
  target('j', 'importMs', { kind: 'figure' }, 'at most', 40),
  target('j', 'installedMegabytes', { kind: 'figure' }, 'at most', 8),
  target('l-strings', 'recordsPerSecond', { kind: 'scenario', other: 'a' }, 'at least', 1 / 1.4),
  target('m', 'recordsPerSecond', { kind: 'scenario', other: 'a' }, 'at least', 1 / 1.5),
]

function target(
  scenario: Target['scenario'],
  figure: Target['figure'],
  subject: Target['subject'],
  kind: Target['bound']['kind'],
  value: number,
): Target {
  return { scenario, figure, subject, bound: { kind, value } }
}
