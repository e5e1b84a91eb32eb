import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './free-ports.ts'
import { fetchKafkaJars } from './kafka-jars.ts'
import { KafkaNode } from './kafka-node.ts'
import { loggingOf } from './logging.ts'
import { requirePrograms } from './missing-programs.ts'
import { type NodeAddress, nodeProperties } from './node-properties.ts'
import { runProgram } from './run-program.ts'

/** `.cache/kafka` at the root of the repository; git ignores it. */
const CACHE_FOLDER = fileURLToPath(new URL('../../../.cache/kafka/', import.meta.url))
const LOG_TAIL_LINES = 80
const TOOL_HEAP_MEBIBYTES = 256

export interface ApacheKafkaOptions {
  /** A version that Maven Central has. @default '4.3.1' */
  readonly version?: string
  /** Nodes of the cluster, each broker and controller. @default 1 */
  readonly nodes?: 1 | 3
  /** Memory of each node's Java heap in MiB. @default 512 */
  readonly heapMebibytes?: number
}

/** Apache Kafka running on this machine. */
export interface ApacheKafka {
  /** `127.0.0.1:port` of each node. */
  readonly brokers: readonly string[]
  readonly version: string
  /** The folder with the jars of server, clients and tools. */
  readonly jars: string
  /** Each node by itself, to kill and start again, to freeze and let go. In the order of {@link ApacheKafka.brokers}. */
  readonly nodes: readonly KafkaNode[]
  /** Runs one of Kafka's own programs by its main class; resolves with its standard output. */
  run(mainClass: string, programArguments: readonly string[]): Promise<Buffer>
  /** The end of what the nodes logged. */
  logTail(): Promise<string>
  /** Ends every node and removes its data. */
  stop(): Promise<void>
}

/**
 * Starts Apache Kafka (KRaft) on free ports of 127.0.0.1. Its jars are fetched once into `.cache/kafka`. The nodes end
 * with this process at the latest.
 * @throws {MissingProgramsError} No `java` or no `mvn` on the PATH.
 */
export async function startApacheKafka(options: ApacheKafkaOptions = {}): Promise<ApacheKafka> {
  const { version = '4.3.1', nodes = 1, heapMebibytes = 512 } = options
  requirePrograms()
  const jars = await fetchKafkaJars(version, CACHE_FOLDER)
  const folder = await makeRunFolder()
  const started: KafkaNode[] = []
  const logFiles: string[] = []
  const logTail = () => readTails(logFiles)
  const removeOnExit = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeOnExit)
  const stop = async () => {
    // Killed: their data is not wanted any more, and the last of three nodes would wait in vain for a quorum.
    await Promise.all(started.map((node) => node.kill()))
    await rm(folder, { recursive: true, force: true })
    process.off('exit', removeOnExit)
  }
  try {
    const java = await javaArguments(version, jars, folder)
    const run = (mainClass: string, rest: readonly string[]) =>
      runProgram('java', java(TOOL_HEAP_MEBIBYTES, mainClass, rest))
    const cluster = await chooseAddresses(nodes)
    const propertyFiles = await writeProperties(cluster, folder)
    await formatStorage(run, propertyFiles)
    for (const { nodeId, port } of cluster) {
      const file = join(folder, propertiesName(nodeId))
      const logFile = `${file}.log`
      const command = java(heapMebibytes, 'kafka.Kafka', [file])
      logFiles.push(logFile)
      started.push(new KafkaNode(nodeId, `127.0.0.1:${port}`, command, logFile))
    }
    await Promise.all(started.map((node) => node.start()))
    const brokers = started.map(({ address }) => address)
    return { brokers, version, jars, nodes: started, run, logTail, stop }
  } catch (error) {
    const tail = await logTail()
    await stop()
    throw new Error(`Apache Kafka ${version} did not start\n${tail}`, { cause: error })
  }
}

type JavaArguments = (
  heapMebibytes: number,
  mainClass: string,
  rest: readonly string[],
) => readonly string[]

async function javaArguments(
  version: string,
  jars: string,
  folder: string,
): Promise<JavaArguments> {
  const logging = loggingOf(version)
  const loggingFile = join(folder, logging.fileName)
  await writeFile(loggingFile, logging.content)
  const loggingOption = logging.javaOption(loggingFile)
  return (heapMebibytes, mainClass, rest) => [
    `-Xmx${heapMebibytes}m`,
    loggingOption,
    '-cp',
    join(jars, '*'),
    mainClass,
    ...rest,
  ]
}

/** Every node's storage must be formatted with the same cluster id before its first start. */
async function formatStorage(
  run: ApacheKafka['run'],
  propertyFiles: readonly string[],
): Promise<void> {
  const clusterId = (await run('kafka.tools.StorageTool', ['random-uuid'])).toString().trim()
  for (const file of propertyFiles) {
    await run('kafka.tools.StorageTool', ['format', '-t', clusterId, '-c', file])
  }
}

async function makeRunFolder(): Promise<string> {
  await mkdir(CACHE_FOLDER, { recursive: true })
  return mkdtemp(join(CACHE_FOLDER, 'run-'))
}

async function chooseAddresses(nodes: number): Promise<NodeAddress[]> {
  const ports = await freePorts(nodes * 2)
  return Array.from({ length: nodes }, (_, index) => ({
    nodeId: index + 1,
    port: ports[index * 2] ?? 0,
    controllerPort: ports[index * 2 + 1] ?? 0,
  }))
}

function writeProperties(cluster: readonly NodeAddress[], folder: string): Promise<string[]> {
  return Promise.all(
    cluster.map(async (node) => {
      const file = join(folder, propertiesName(node.nodeId))
      await writeFile(file, nodeProperties(node, cluster, join(folder, `data-${node.nodeId}`)))
      return file
    }),
  )
}

function propertiesName(nodeId: number): string {
  return `node-${nodeId}.properties`
}

async function readTails(files: readonly string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return texts.map((text) => text.split('\n').slice(-LOG_TAIL_LINES).join('\n')).join('\n')
}
