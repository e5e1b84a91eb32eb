import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SpanOptions } from '../measure/span-options.ts'
import type { FloorFigures } from './floor-figures.ts'
import { FLOORS } from './floors.ts'

const PROGRAM_PATH = fileURLToPath(new URL('./run-floor.js', import.meta.url))

/**
 * Measures all floors, one after the other, each in a process of its own, so that none stands on the memory of another. No
 * process is left when it settles.
 *
 * @param onBegun told before each of them: how many come, and which one of those it is, from 1 on
 * @throws {Error} the signal's reason when it is aborted; else what says which process has ended without an answer
 */
export async function measureFloors(
  options: SpanOptions,
  signal: AbortSignal,
  onBegun: (place: number, count: number) => void,
): Promise<readonly FloorFigures[]> {
  const figures: FloorFigures[] = []
  for (const index of FLOORS.keys()) {
    onBegun(index + 1, FLOORS.length)
    figures.push(await measureInProcess(index, options, signal))
  }
  return figures
}

async function measureInProcess(
  index: number,
  { spans, spanMs }: SpanOptions,
  signal: AbortSignal,
): Promise<FloorFigures> {
  signal.throwIfAborted()
  const child = fork(PROGRAM_PATH, [index, spans, spanMs].map(String))
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  let figures: FloorFigures | null = null
  child.on('message', (told: FloorFigures) => {
    figures = told
  })
  const [code, signalName] = await once(child, 'exit')
  // What it has told last may still be on its way.
  if (child.connected) await once(child, 'disconnect')
  signal.removeEventListener('abort', kill)
  signal.throwIfAborted()
  if (figures === null) {
    throw new Error(
      `The process of floor ${index} has ended without figures (${code ?? signalName})`,
    )
  }
  return figures
}
