import { fileURLToPath } from 'node:url'
import { cellArguments } from './cell-arguments.ts'
import type { CellRequest } from './cell-request.ts'

const RUN_CELL_PATH = fileURLToPath(new URL('./run-cell.js', import.meta.url))
const JAVA_HARNESS_PATH = fileURLToPath(new URL('../../java/ProducerHarness.java', import.meta.url))

export interface CellCommand {
  readonly program: string
  readonly args: readonly string[]
}

export interface CellLaunch {
  /** The folder of Apache Kafka's jars, or null without Java. */
  readonly javaLibrariesPath: string | null
  /** Where the Node.js processes leave their CPU profiles, or null for none. */
  readonly cpuProfilePath: string | null
  /** Names the profile: `<client>-<scenario>-<round>.cpuprofile`. */
  readonly round: number
}

/** The program that measures one cell: Node.js with our runner, or Java straight from the harness's source. */
export function cellCommand(request: CellRequest, launch: CellLaunch): CellCommand {
  return request.client === 'java' ? javaCommand(request, launch) : nodeCommand(request, launch)
}

function javaCommand(request: CellRequest, { javaLibrariesPath }: CellLaunch): CellCommand {
  if (javaLibrariesPath === null) throw new Error("Java cannot run without Apache Kafka's jars")
  return {
    program: 'java',
    args: ['-cp', `${javaLibrariesPath}/*`, JAVA_HARNESS_PATH, ...cellArguments(request)],
  }
}

function nodeCommand(request: CellRequest, { cpuProfilePath, round }: CellLaunch): CellCommand {
  const { client, scenario } = request
  const profileName = `${client}-${scenario}-${round}.cpuprofile`
  const profiling =
    cpuProfilePath === null
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${cpuProfilePath}`, `--cpu-prof-name=${profileName}`]
  return {
    program: process.execPath,
    args: [...profiling, RUN_CELL_PATH, ...cellArguments(request)],
  }
}
