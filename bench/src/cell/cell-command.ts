import { fileURLToPath } from 'node:url'
import type { JavaClientName, NodeClientName } from '../clients/client-names.ts'
import { isConfluentClient } from '../clients/is-confluent-client.ts'
import { isJavaClient } from '../clients/is-java-client.ts'
import { type CellFigures, parseCellFigures } from '../figures/cell-figures.ts'
import { javaHarnessArguments } from '../java/java-harness-arguments.ts'
import type { JavaSetup } from '../java/java-setup.ts'
import { javaValuesPath } from '../java/java-values-path.ts'
import { parsePerformance } from '../java/parse-performance.ts'
import { performanceArguments } from '../java/performance-arguments.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { cellArguments } from './cell-arguments.ts'
import type { CellRequest } from './cell-request.ts'

const RUN_CELL_PATH = fileURLToPath(new URL('./run-cell.js', import.meta.url))
const JAVA_HARNESS_PATH = fileURLToPath(new URL('../../java/ProducerHarness.java', import.meta.url))

export interface CellCommand {
  readonly program: string
  readonly args: readonly string[]
  /** Reads the figures from all that the program has printed. */
  readonly figuresOf: (output: string) => CellFigures
}

export interface CellLaunch {
  /** Null: no Java client can run. */
  readonly java: JavaSetup | null
  /** The Node.js that Confluent's client was built for, null when it is not built. */
  readonly confluentNodePath: string | null
  /** Where the Node.js processes leave their CPU profiles, or null for none. */
  readonly cpuProfilePath: string | null
  /** Names the profile: `<client>-<scenario>-<round>.cpuprofile`. */
  readonly round: number
}

/** The program that measures one cell: Node.js with our runner, or Java straight from the harness's source, or Kafka's own tool. */
export function cellCommand(request: CellRequest, launch: CellLaunch): CellCommand {
  const { client } = request
  return isJavaClient(client)
    ? javaCommand({ ...request, client }, launch)
    : nodeCommand({ ...request, client }, launch)
}

function javaCommand(request: CellRequest<JavaClientName>, { java }: CellLaunch): CellCommand {
  if (java === null) throw new Error("Java cannot run without Apache Kafka's jars")
  const scenario = SCENARIOS[request.scenario]
  const valuesPath = javaValuesPath(java.valuesPath, request.scenario)
  const classPath = ['-cp', `${java.librariesPath}/*`]
  if (request.client === 'java-performance') {
    const versions = { clientVersion: java.clientVersion, runtime: `Java ${java.javaVersion}` }
    return {
      program: 'java',
      args: [
        ...classPath,
        'org.apache.kafka.tools.ProducerPerformance',
        ...performanceArguments(request, scenario, valuesPath),
      ],
      figuresOf: (output) => parsePerformance(output, versions),
    }
  }
  return {
    program: 'java',
    args: [...classPath, JAVA_HARNESS_PATH, ...javaHarnessArguments(request, scenario, valuesPath)],
    figuresOf: parseCellFigures,
  }
}

function nodeCommand(
  request: CellRequest<NodeClientName>,
  { confluentNodePath, cpuProfilePath, round }: CellLaunch,
): CellCommand {
  const { client, scenario } = request
  const profileName = `${client}-${scenario}-${round}.cpuprofile`
  const profiling =
    cpuProfilePath === null
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${cpuProfilePath}`, `--cpu-prof-name=${profileName}`]
  return {
    program: isConfluentClient(client) ? requireBuilt(confluentNodePath) : process.execPath,
    args: [...profiling, RUN_CELL_PATH, ...cellArguments(request)],
    figuresOf: parseCellFigures,
  }
}

function requireBuilt(nodePath: string | null): string {
  if (nodePath === null) throw new Error("Confluent's client is not built")
  return nodePath
}
